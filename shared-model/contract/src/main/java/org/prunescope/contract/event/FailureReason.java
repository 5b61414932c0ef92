package org.prunescope.contract.event;

/** Why a run or a measurement failed. */
public enum FailureReason {
  /** The loss became NaN or infinite. */
  NON_FINITE_LOSS,
  /** A weight is NaN or infinite, so magnitudes cannot be ranked. */
  NON_FINITE_WEIGHTS,
  /** The device's memory did not suffice. */
  OUT_OF_MEMORY,
  /** An input artifact is missing or damaged. */
  ARTIFACT_UNREADABLE,
  /** The data set here is not the one that was planned with. */
  DATA_SET_MISMATCH,
  /** The trainer's processor does not compute in the precision that was asked for. */
  PRECISION_UNSUPPORTED,
  /** The process died repeatedly on this work. */
  CRASHED,
  /** An error of ours; the detail names it. */
  INTERNAL
}
