package org.prunescope.system.faults;

import java.util.List;

/**
 * A place in a service's code.
 *
 * @param name for people
 * @param className of the class that has the method
 * @param method every method of this name
 * @param at its first instruction, or its return
 * @param about what the arguments' texts must contain, all of it; empty where any will do
 */
record HaltPoint(String name, String className, String method, At at, List<String> about) {
  enum At {
    ENTRY,
    RETURN
  }

  HaltPoint {
    about = List.copyOf(about);
  }

  static HaltPoint before(String name, String className, String method) {
    return new HaltPoint(name, className, method, At.ENTRY, List.of());
  }

  static HaltPoint after(String name, String className, String method) {
    return new HaltPoint(name, className, method, At.RETURN, List.of());
  }

  /** The same place, where the work is about this. */
  HaltPoint about(String... texts) {
    return new HaltPoint(name, className, method, at, List.of(texts));
  }

  @Override
  public String toString() {
    return name;
  }
}
