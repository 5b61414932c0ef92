package org.prunescope.gateway.persistence;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.gateway.algorithm.estimate.TimeLeft;

/**
 * Where an experiment stands, for people.
 *
 * @param complete whether every run is final, no comparison is due and nothing is asked for again
 * @param runs in all
 * @param runsByState states that no run is in are absent
 * @param updates that all runs have to make
 * @param updatesMade of these
 * @param checkpoints how many of its checkpoints are stored, and how many were
 * @param comparisonsDue comparisons that are still to be computed from what is measured
 * @param remeasurementsDue measurements that were asked for again and are not answered yet
 * @param resumptionsDue runs that were asked to go on and have not done so yet
 * @param stalledRuns runs that the watchdog has given up
 * @param timeLeft only where one experiment is asked for
 */
public record ExperimentStatus(
    ExperimentId id,
    String name,
    Instant submittedAt,
    boolean complete,
    long runs,
    Map<RunState, Long> runsByState,
    long updates,
    long updatesMade,
    CheckpointCounts checkpoints,
    long comparisonsDue,
    long remeasurementsDue,
    long resumptionsDue,
    long stalledRuns,
    ArtifactRef plan,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable TimeLeft timeLeft) {
  public ExperimentStatus {
    runsByState = Map.copyOf(runsByState);
  }

  /** The same with so many comparisons due, and complete where that is so. */
  public ExperimentStatus due(long comparisons) {
    boolean done =
        comparisons == 0
            && remeasurementsDue == 0
            && resumptionsDue == 0
            && runsByState.keySet().stream().allMatch(Experiments::isFinal);
    return new ExperimentStatus(
        id,
        name,
        submittedAt,
        done,
        runs,
        runsByState,
        updates,
        updatesMade,
        checkpoints,
        comparisons,
        remeasurementsDue,
        resumptionsDue,
        stalledRuns,
        plan,
        timeLeft);
  }

  /** The same with its time left. */
  public ExperimentStatus with(TimeLeft left) {
    return new ExperimentStatus(
        id,
        name,
        submittedAt,
        complete,
        runs,
        runsByState,
        updates,
        updatesMade,
        checkpoints,
        comparisonsDue,
        remeasurementsDue,
        resumptionsDue,
        stalledRuns,
        plan,
        left);
  }
}
