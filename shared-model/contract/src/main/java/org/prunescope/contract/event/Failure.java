package org.prunescope.contract.event;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A reason with its detail.
 *
 * @param detail one sentence for people; control characters, which PostgreSQL and a line of a log
 *     do not take, are blanks; cut after 500 characters
 */
public record Failure(FailureReason reason, String detail) {
  private static final int MAX_DETAIL = 500;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

  public Failure {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(detail, "detail");
    detail = CONTROL.matcher(detail).replaceAll(" ");
    if (detail.length() > MAX_DETAIL) {
      detail = detail.substring(0, MAX_DETAIL);
    }
  }
}
