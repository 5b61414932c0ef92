package org.prunescope.contract.json;

/** Bytes that were to be a document of ours are not: a matter for a dead-letter topic. */
public final class UnreadableDocumentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableDocumentException(Class<?> type, Exception cause) {
    super("not a " + type.getSimpleName() + ": " + cause.getMessage(), cause);
  }
}
