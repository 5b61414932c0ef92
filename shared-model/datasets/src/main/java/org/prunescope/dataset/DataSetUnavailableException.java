package org.prunescope.dataset;

/** A data set cannot be opened: one sentence says what is missing or damaged, and where. */
public final class DataSetUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  public DataSetUnavailableException(String message) {
    super(message);
  }

  public DataSetUnavailableException(String message, Exception cause) {
    super(message, cause);
  }
}
