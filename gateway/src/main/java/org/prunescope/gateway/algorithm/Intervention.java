package org.prunescope.gateway.algorithm;

import java.util.Objects;
import org.prunescope.contract.event.RunState;

/**
 * What a wish to cancel or resume a run comes to. What the gateway knows of a run lags behind the
 * pruner, who decides: the attempt that a command names says which life of the run it was meant
 * for, so a wish that comes too late, or twice, changes nothing.
 */
public sealed interface Intervention {
  /** Stop this attempt. */
  record Cancel(int attempt) implements Intervention {}

  /** Go on, as this attempt. */
  record Resume(int attempt) implements Intervention {}

  /** The run is trained; what is missing is measured again. */
  record Measure() implements Intervention {}

  /**
   * Nothing is to be done.
   *
   * @param why for people, about "it"
   */
  record Nothing(String why) implements Intervention {}

  /**
   * What is known of a run.
   *
   * @param shown to people
   * @param decided by the pruner
   * @param attempt by the pruner; 0 while it has said nothing
   * @param askedAttempt the newest that was asked for here; 0 for none
   * @param cancelledAttempt the newest that was asked to stop; 0 for none
   * @param isAskedLately whether what was asked last may still be on its way
   */
  record Known(
      RunState shown,
      RunState decided,
      int attempt,
      int askedAttempt,
      int cancelledAttempt,
      boolean isAskedLately) {
    public Known {
      Objects.requireNonNull(shown, "shown");
      Objects.requireNonNull(decided, "decided");
    }

    /** The newest attempt that the pruner has, or will have once it has read everything. */
    private int current() {
      return Math.max(1, Math.max(attempt, askedAttempt));
    }

    private boolean isTrained() {
      return decided == RunState.TRAINED;
    }

    private boolean isCancelling() {
      return cancelledAttempt == current() && !(attempt == current() && decided.hasEnded());
    }

    /** Whether it has been asked to go on and has not done so yet. */
    private boolean isResuming() {
      return askedAttempt > attempt && cancelledAttempt < askedAttempt;
    }

    /** Whether it has been asked to stop, or to go on, and has done neither yet. */
    boolean isAsked() {
      return isCancelling() || isResuming();
    }

    private boolean isStopped() {
      return switch (decided) {
        case FAILED, CANCELLED, BLOCKED -> true;
        case REQUESTED, TRAINING, TRAINED, MEASURED, MEASUREMENT_FAILED -> false;
      };
    }
  }

  /** What is to be done so that the run stops. */
  static Intervention cancel(Known run) {
    if (run.isTrained() || (run.decided().hasEnded() && run.askedAttempt() <= run.attempt())) {
      return new Nothing("it is %s already".formatted(run.shown()));
    }
    if (run.cancelledAttempt() < run.current()) {
      return new Cancel(run.current());
    }
    return cancelOnceMore(run);
  }

  /**
   * A command that was lost is said again as one of the next attempt: after Kafka's data was lost
   * the gateway takes what comes of it for news by that alone.
   */
  private static Intervention cancelOnceMore(Known run) {
    return run.isAskedLately()
        ? new Nothing("it is being cancelled already")
        : new Cancel(run.current() + 1);
  }

  /**
   * What is to be done so that the run goes on.
   *
   * @param all also where it seems to be under way: for when what it waits for was lost
   */
  static Intervention resume(Known run, boolean all) {
    if (run.isTrained()) {
      return switch (run.shown()) {
        case MEASUREMENT_FAILED -> new Measure();
        case MEASURED -> new Nothing("it is MEASURED already");
        case REQUESTED, TRAINING, TRAINED, FAILED, CANCELLED, BLOCKED ->
            all ? new Measure() : new Nothing("it is trained and being measured");
      };
    }
    if (run.isResuming() && run.isAskedLately()) {
      return new Nothing("it is being resumed already");
    }
    return run.isStopped() || run.isCancelling() || all
        ? new Resume(run.current() + 1)
        : new Nothing("it is under way");
  }

  /** What was asked of the run last, once more: for when nothing came of it. */
  static Intervention again(Known run) {
    return run.isCancelling() && !run.isTrained() ? cancel(run) : resume(run, true);
  }

  /** What the pruner has forgotten of a run that is not trained, so that it stands as it did. */
  static Intervention remind(Known run) {
    boolean isToStayCancelled = run.decided() == RunState.CANCELLED && !run.isResuming();
    return isToStayCancelled ? cancelOnceMore(run) : again(run);
  }
}
