package org.prunescope.standalone.gateway;

import java.util.List;
import java.util.Map;
import org.prunescope.contract.event.RunState;

/**
 * What the gateway says of an experiment, as far as it is shown.
 *
 * @param complete whether nothing more will change
 * @param runsByState states that no run is in are absent
 */
public record ExperimentStatus(
    String id,
    boolean complete,
    long runs,
    Map<RunState, Long> runsByState,
    long updates,
    long updatesMade) {
  private static final List<RunState> FAILURES =
      List.of(RunState.FAILED, RunState.CANCELLED, RunState.BLOCKED, RunState.MEASUREMENT_FAILED);

  public long runsIn(RunState state) {
    return runsByState.getOrDefault(state, 0L);
  }

  /** Runs that ended without their measurements. */
  public long failedRuns() {
    return FAILURES.stream().mapToLong(this::runsIn).sum();
  }

  /** One line for people. */
  public String progress() {
    String line =
        "%d of %d updates trained, %d of %d runs measured"
            .formatted(updatesMade, updates, runsIn(RunState.MEASURED), runs);
    return failedRuns() == 0 ? line : line + ", %d failed".formatted(failedRuns());
  }
}
