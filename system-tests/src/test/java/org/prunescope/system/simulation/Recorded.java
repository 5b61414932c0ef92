package org.prunescope.system.simulation;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.RunId;

/** The pruners' committed state. */
final class Recorded {
  private final Map<RunId, RunProgress> progress = new LinkedHashMap<>();

  @Nullable RunProgress of(RunId run) {
    return progress.get(run);
  }

  void record(RunProgress now) {
    progress.put(now.run(), now);
  }

  /** Whether somebody waits for this very segment. */
  boolean isOutstanding(SegmentRequested segment) {
    RunProgress current = progress.get(segment.run());
    return current != null
        && current.attempt() == segment.attempt()
        && segment.target().equals(current.outstanding());
  }
}
