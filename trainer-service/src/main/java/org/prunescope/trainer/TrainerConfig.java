package org.prunescope.trainer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.prunescope.network.ComputeDevice;

/** What can be set for a trainer. Bad values stop the start. */
@ConfigMapping(prefix = "prunescope")
public interface TrainerConfig {
  @WithName("data-sets")
  DataSetsFolder dataSets();

  Training trainer();

  /** Where data sets are. */
  interface DataSetsFolder {
    /** Folder that holds the data sets' folders; default {@code data/data-sets}. */
    Path folder();
  }

  /** On what, and how much is trained at a time. */
  interface Training {
    /**
     * What networks are computed on, {@code cpu} or {@code gpu}; default {@code cpu}. {@code gpu}
     * is the first GPU that CUDA shows to the process, takes a build with {@code -Pcuda}, and stops
     * the start where there is none.
     */
    @WithDefault("cpu")
    ComputeDevice device();

    /**
     * Runs trained side by side, 1 to 256, each with as many threads as its experiment says;
     * default: the processors of this machine. One more stands ready, with its network loaded.
     */
    OptionalInt concurrency();

    /**
     * Networks kept in memory between segments, 0 to 10,000; default 4. Each takes 8 bytes per
     * parameter and saves its next segment the reading of a checkpoint.
     */
    @WithDefault("4")
    int warmNetworks();

    /**
     * Threads that augment images while networks train, 1 to 256, shared by all runs; default the
     * number of processors. They make each batch together, so that they keep no thread that trains
     * waiting for longer than the others; each makes about 30,000 contrastive views a second where
     * it is alone. The result does not depend on it.
     */
    OptionalInt augmentationThreads();
  }
}
