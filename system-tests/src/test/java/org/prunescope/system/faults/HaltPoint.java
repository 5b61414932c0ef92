package org.prunescope.system.faults;

/**
 * A place in a service's code.
 *
 * @param name for people
 * @param className of the class that has the method
 * @param method every method of this name
 * @param at its first instruction, or its return
 */
record HaltPoint(String name, String className, String method, At at) {
  enum At {
    ENTRY,
    RETURN
  }

  static HaltPoint before(String name, String className, String method) {
    return new HaltPoint(name, className, method, At.ENTRY);
  }

  static HaltPoint after(String name, String className, String method) {
    return new HaltPoint(name, className, method, At.RETURN);
  }

  @Override
  public String toString() {
    return name;
  }
}
