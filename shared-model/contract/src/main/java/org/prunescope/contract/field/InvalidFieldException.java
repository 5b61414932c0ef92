package org.prunescope.contract.field;

/** A field of an experiment holds what it may not hold; says which field and what is allowed. */
public final class InvalidFieldException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final String problem;

  /**
   * @param field path within the record that refuses it, for instance {@code sparsities[1]}; empty
   *     where it is that record itself
   * @param problem what is allowed, as the rest of a sentence that begins with the field
   */
  public InvalidFieldException(String field, String problem) {
    super(field + " " + problem);
    this.field = field;
    this.problem = problem;
  }

  /** Path of the field within the record that refuses it. */
  public String field() {
    return field;
  }

  /**
   * The same of a field of a record that is a field itself.
   *
   * @param parent the record's own field, for instance {@code pruningPlans[1]}
   */
  public InvalidFieldException within(String parent) {
    return new InvalidFieldException(field.isEmpty() ? parent : parent + "." + field, problem);
  }

  /** What is allowed, as the rest of a sentence that begins with the field. */
  public String problem() {
    return problem;
  }
}
