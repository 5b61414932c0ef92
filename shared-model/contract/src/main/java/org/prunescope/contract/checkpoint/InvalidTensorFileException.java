package org.prunescope.contract.checkpoint;

/** The bytes are not a file that we would have written; nothing of it was used. */
public final class InvalidTensorFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidTensorFileException(String message) {
    super(message);
  }
}
