package org.prunescope.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** The gateway's configuration; a key is an environment variable in capitals with underscores. */
@ConfigMapping(prefix = "prunescope")
public interface GatewayConfig {
  /** Greatest {@link #partitions()}. */
  int MAX_PARTITIONS = 1024;

  Artifacts artifacts();

  DataSets dataSets();

  /**
   * Partitions of each of Kafka's topics, 1 to {@value #MAX_PARTITIONS}: at most so many runs train
   * at a time. Runs keep their partition for ever, so it is chosen once.
   */
  @WithDefault("64")
  int partitions();

  Sweep sweep();

  /** Where checkpoints and plans are. */
  interface Artifacts {
    /** A folder that all services share; created where it is missing. */
    @WithDefault("data/artifacts")
    Path folder();
  }

  /** Where images are. */
  interface DataSets {
    /**
     * The folder that holds {@code cifar-10-batches-bin} and the folders of image-folder data sets;
     * read only. {@code shapes} needs none.
     */
    @WithDefault("data/data-sets")
    Path folder();
  }

  /** How checkpoints that nothing needs any more are deleted. */
  interface Sweep {
    /** Time between two looks for them: at least 1 second, default 5 seconds. */
    @WithDefault("5s")
    Duration every();

    /**
     * How long a checkpoint stays that nothing needs: at least 0, default 2 minutes, by when a
     * broker of one replica has written to its disk what made it needless.
     */
    @WithDefault("2m")
    Duration grace();
  }
}
