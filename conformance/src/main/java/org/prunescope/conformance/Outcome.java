package org.prunescope.conformance;

/** How a case ended. */
sealed interface Outcome {
  /** One line for people. */
  String line();

  /** Everything within its tolerance. */
  record Passed(String line) implements Outcome {}

  /** The first value that is not what it should be, or why nothing could be compared. */
  record Failed(String line) implements Outcome {}
}
