package org.prunescope.metrics;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import org.prunescope.network.ComputeDevice;

/** Settings of the metrics service. Bad values stop the start. */
@ConfigMapping(prefix = "prunescope")
public interface MetricsConfiguration {
  DataSets dataSets();

  Metrics metrics();

  /** Where images are. */
  interface DataSets {
    /** Folder that holds the data sets' folders; default {@code data/data-sets}. */
    @WithDefault("data/data-sets")
    Path folder();
  }

  /** How measurements are made. */
  interface Metrics {
    /**
     * What networks are computed on, {@code cpu} or {@code gpu}; default {@code cpu}. {@code gpu}
     * is the first GPU that CUDA shows to the process, takes a build with {@code -Pcuda}, and stops
     * the start where there is none. Neighbours are sought on the processor either way.
     */
    @WithDefault("cpu")
    ComputeDevice device();

    /**
     * Images that go through a network at a time: 1 to 10,000, default 100. A hundred images of
     * WRN-16-2 with their layers take about 250 MB.
     */
    @WithDefault("100")
    int batchSize();

    /**
     * Threads that libtorch and the search for neighbours use: 1 to 64, default 1, since the
     * trainers need the cores.
     */
    @WithDefault("1")
    int threads();

    /**
     * MiB of the support's layers that are held at a time while neighbours are sought: 1 to 65,536,
     * default 64, which is 13,000 images of WRN-16-2. Less takes a little longer; what is found is
     * the same.
     */
    @WithDefault("64")
    int neighbourMemory();

    /** Time between two looks for comparisons that are due: at least and by default 1 second. */
    @WithDefault("1s")
    Duration poll();
  }
}
