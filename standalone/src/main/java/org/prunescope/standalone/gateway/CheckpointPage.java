package org.prunescope.standalone.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some checkpoints of an experiment, and where the next begin. */
record CheckpointPage(List<Checkpoint> checkpoints, @Nullable String next) {
  CheckpointPage {
    checkpoints = List.copyOf(checkpoints);
  }
}
