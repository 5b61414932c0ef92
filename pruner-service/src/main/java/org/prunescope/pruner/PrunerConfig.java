package org.prunescope.pruner;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What can be set for the pruner. Bad values stop the start. */
@ConfigMapping(prefix = "prunescope")
public interface PrunerConfig {
  Pruner pruner();

  /** The pruner's own settings. */
  interface Pruner {
    /**
     * Threads that decide and prune, 1 to 64, each with its share of the partitions; default 2. A
     * mask takes a core for about a tenth of a second.
     */
    @WithDefault("2")
    int threads();
  }
}
