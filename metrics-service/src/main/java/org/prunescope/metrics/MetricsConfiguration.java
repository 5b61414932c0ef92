package org.prunescope.metrics;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Settings of the metrics service. */
@ConfigMapping(prefix = "prunescope")
public interface MetricsConfiguration {
  Artifacts artifacts();

  DataSets dataSets();

  Metrics metrics();

  /** Where checkpoints and plans are. */
  interface Artifacts {
    /** Folder of the artifact store; no default. */
    Path folder();
  }

  /** Where images are. */
  interface DataSets {
    /** Folder that holds the data sets' folders; no default. */
    Path folder();
  }

  /** How measurements are made. */
  interface Metrics {
    /** Images that go through a network at a time: 1 to 10,000, default 250. */
    @WithDefault("250")
    int batchSize();

    /** Threads that libtorch uses: 1 to 64, default 1, since the trainers need the cores. */
    @WithDefault("1")
    int threads();

    /** Time between two looks for comparisons that are due; default 1 second. */
    @WithDefault("1s")
    Duration poll();
  }
}
