package org.prunescope.contract.event;

import java.util.Objects;

/**
 * A reason with its detail.
 *
 * @param detail one sentence for people; cut after 500 characters
 */
public record Failure(FailureReason reason, String detail) {
  private static final int MAX_DETAIL = 500;

  public Failure {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(detail, "detail");
    if (detail.length() > MAX_DETAIL) {
      detail = detail.substring(0, MAX_DETAIL);
    }
  }
}
