package org.prunescope.contract.event;

/** Where a run stands. The pruner decides all but the measured ones, which the gateway adds. */
public enum RunState {
  /** Known; a branch waits for its fork. */
  REQUESTED,
  /** A segment is outstanding. */
  TRAINING,
  /** The last checkpoint of the plan is there. */
  TRAINED,
  /** Every measurement of the plan is stored. */
  MEASURED,
  FAILED,
  CANCELLED,
  /** Its trunk ended before the fork. */
  BLOCKED,
  MEASUREMENT_FAILED;

  /** Whether nothing but a new attempt changes it, measuring apart. */
  public boolean hasEnded() {
    return switch (this) {
      case TRAINED, FAILED, CANCELLED, MEASURED, MEASUREMENT_FAILED -> true;
      case REQUESTED, TRAINING, BLOCKED -> false;
    };
  }
}
