package org.prunescope.standalone;

/**
 * What was asked for cannot be done here; the message is one sentence that tells the person at the
 * terminal why, and what to change.
 */
public class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RefusedException(String sentence) {
    super(sentence);
  }

  public RefusedException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
