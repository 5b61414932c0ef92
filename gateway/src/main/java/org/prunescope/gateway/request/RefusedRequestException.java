package org.prunescope.gateway.request;

/** A request cannot be taken as it is; says which field is wrong, and how. */
public final class RefusedRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final String problem;

  /**
   * One thing that is wrong.
   *
   * @param field path such as {@code pruningPlans[1].scope}; empty for the document as a whole
   * @param message what is allowed
   */
  public record FieldError(String field, String message) {}

  public RefusedRequestException(String field, String message) {
    super(field.isEmpty() ? message : field + " " + message);
    this.field = field;
    this.problem = message;
  }

  /** What is wrong with which field. */
  public FieldError error() {
    return new FieldError(field, problem);
  }
}
