package org.prunescope.system.simulation;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.experiment.RunId;

/** What has really happened, to hold against what is said of the runs. */
final class Ledger {
  /** After so many deaths a segment may be given up. */
  private static final int DEATHS = 5;

  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private final Set<Failed> failures = new HashSet<>();
  private final Set<Cancelled> cancellations = new HashSet<>();
  private final Set<RunId> decidedWithoutPlan = new HashSet<>();
  private final Map<Segment, Integer> unexplainedStarts = new HashMap<>();
  private int trained;

  private record Failed(RunId run, int attempt, FailureReason reason) {}

  private record Cancelled(RunId run, int attempt) {}

  private record Segment(int partition, long offset) {}

  void happened(Fault fault) {
    faults.merge(fault, 1, Integer::sum);
  }

  int count(Fault fault) {
    return faults.getOrDefault(fault, 0);
  }

  void failed(RunId run, int attempt, FailureReason reason) {
    failures.add(new Failed(run, attempt, reason));
  }

  /** A run is decided about, with or without its plan. */
  void decided(RunProgress progress, boolean withoutPlan) {
    if (withoutPlan) {
      decidedWithoutPlan.add(progress.run());
      failed(progress.run(), progress.attempt(), FailureReason.ARTIFACT_UNREADABLE);
    } else {
      decidedWithoutPlan.remove(progress.run());
    }
  }

  /** Whether that was so when the run was last decided about. */
  boolean isDecidedWithoutPlan(RunId run) {
    return decidedWithoutPlan.contains(run);
  }

  void cancelled(RunId run, int attempt) {
    cancellations.add(new Cancelled(run, attempt));
  }

  void begun(int partition, long offset) {
    unexplainedStarts.merge(new Segment(partition, offset), 1, Integer::sum);
  }

  void endedInOrder(int partition, long offset) {
    unexplainedStarts.remove(new Segment(partition, offset));
  }

  void trained() {
    trained++;
  }

  int segmentsTrained() {
    return trained;
  }

  /** Whether whoever gave this segment up as deadly had reason to. */
  boolean isDeadly(int partition, long offset) {
    return unexplainedStarts.getOrDefault(new Segment(partition, offset), 0) >= DEATHS;
  }

  /** Whether processes have ended otherwise than in order, and not of a segment. */
  boolean hasUnexplainedEnds() {
    return count(Fault.KILL) + count(Fault.MOVE_UNNOTICED) + count(Fault.REWIND) > 0;
  }

  boolean hasFailed(RunProgress progress) {
    return progress.failure() != null
        && failures.contains(
            new Failed(progress.run(), progress.attempt(), progress.failure().reason()));
  }

  boolean isCancelled(RunProgress progress) {
    return cancellations.contains(new Cancelled(progress.run(), progress.attempt()));
  }
}
