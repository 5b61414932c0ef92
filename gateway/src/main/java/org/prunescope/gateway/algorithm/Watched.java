package org.prunescope.gateway.algorithm;

import java.util.Objects;
import org.prunescope.contract.event.RunState;

/**
 * A run of which nothing is on Kafka for anybody to read, and what is to be done about it. One that
 * waits for a free trainer, or whose segment is in work, has a record there, however long that
 * takes; so one that has none is lost, unless nothing is to come of it, or its news is just being
 * taken in.
 *
 * @param run what is known of it
 * @param isBeforeFork whether it is a branch whose trunk has not come to the fork
 * @param silentSeconds since it was last heard of, or asked something
 * @param redriven how often since it last got further
 * @param isStalled whether it was given up
 */
public record Watched(
    Intervention.Known run,
    boolean isBeforeFork,
    long silentSeconds,
    int redriven,
    boolean isStalled) {
  public Watched {
    Objects.requireNonNull(run, "run");
  }

  /** What is to be done about a run. */
  public enum Verdict {
    LEAVE,
    /** What was asked of it last is said again. */
    REDRIVE,
    /** It was re-driven as often as it may be: it is left to people. */
    GIVE_UP
  }

  /**
   * What is to be done about it.
   *
   * @param patienceSeconds how long it may say nothing
   * @param redrives how often it is re-driven at most
   */
  public Verdict verdict(long patienceSeconds, int redrives) {
    boolean isLost = isDue() && !run.isAskedLately() && silentSeconds >= patienceSeconds;
    if (!isLost || isStalled) {
      return Verdict.LEAVE;
    }
    return redriven < redrives ? Verdict.REDRIVE : Verdict.GIVE_UP;
  }

  /**
   * Whether something is to come of it by itself: a branch begins when its trunk is there, what is
   * trained is measured.
   */
  private boolean isDue() {
    return switch (run.decided()) {
      case TRAINING -> true;
      case REQUESTED -> !isBeforeFork || run.isAsked();
      case FAILED, CANCELLED, BLOCKED -> run.isAsked();
      case TRAINED -> run.shown() == RunState.TRAINED;
      case MEASURED, MEASUREMENT_FAILED -> false;
    };
  }
}
