package org.prunescope.gateway.storage;

/** The images of an experiment's data set are not here; the message is for people. */
public final class DataSetMissingException extends Exception {
  private static final long serialVersionUID = 1L;

  DataSetMissingException(String message) {
    super(message);
  }
}
