package org.prunescope.service;

/** A record that can be read, but is of no use to anybody: a matter for a dead-letter topic. */
public class RefusedRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  public RefusedRecordException(String reason) {
    super(reason);
  }
}
