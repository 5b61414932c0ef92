package org.prunescope.standalone.gateway;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.RunState;

/**
 * What the gateway says of an experiment, as far as it is shown.
 *
 * @param complete whether nothing more will change
 * @param runsByState states that no run is in are absent
 * @param timeLeft absent where experiments are listed
 */
public record ExperimentStatus(
    String id,
    @Nullable String name,
    @Nullable String submittedAt,
    boolean complete,
    long runs,
    Map<RunState, Long> runsByState,
    long updates,
    long updatesMade,
    @Nullable TimeLeft timeLeft) {
  private static final List<RunState> FAILURES =
      List.of(RunState.FAILED, RunState.CANCELLED, RunState.BLOCKED, RunState.MEASUREMENT_FAILED);

  /**
   * How much training is left.
   *
   * @param share of all, 0 to 1
   * @param hours at its pace so far; null while there is none
   */
  public record TimeLeft(double share, @Nullable Double hours) {}

  public long runsIn(RunState state) {
    return runsByState.getOrDefault(state, 0L);
  }

  /** Runs that ended without their measurements. */
  public long failedRuns() {
    return FAILURES.stream().mapToLong(this::runsIn).sum();
  }

  /** One line for people. */
  public String progress() {
    return "%d of %d updates trained, %s".formatted(updatesMade, updates, measured());
  }

  /** How far its runs are, shorter. */
  public String measured() {
    String line = "%d of %d runs measured".formatted(runsIn(RunState.MEASURED), runs);
    return failedRuns() == 0 ? line : line + ", %d failed".formatted(failedRuns());
  }
}
