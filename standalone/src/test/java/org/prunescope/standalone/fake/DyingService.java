package org.prunescope.standalone.fake;

/** A program that says why and ends. */
public final class DyingService {
  private DyingService() {}

  public static void main(String[] arguments) {
    System.out.println("I cannot read my configuration.");
    System.exit(3);
  }
}
