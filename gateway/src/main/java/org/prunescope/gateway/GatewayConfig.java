package org.prunescope.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The gateway's configuration; a key is an environment variable in capitals with underscores. */
@ConfigMapping(prefix = "prunescope")
public interface GatewayConfig {
  /** Greatest {@link #partitions()}. */
  int MAX_PARTITIONS = 1024;

  DataSets dataSets();

  /**
   * Partitions of each of Kafka's topics, 1 to {@value #MAX_PARTITIONS}: at most so many runs train
   * at a time. Runs keep their partition for ever, so it is chosen once: as many as there will be
   * trainers, or a small multiple (docs/adr/0015).
   */
  @WithDefault("64")
  int partitions();

  Sweep sweep();

  Watchdog watchdog();

  Exports exports();

  Gateway gateway();

  /** Where images are. */
  interface DataSets {
    /**
     * The folder that holds {@code cifar-10-batches-bin} and the folders of image-folder data sets;
     * read only. {@code shapes} needs none.
     */
    @WithDefault("data/data-sets")
    Path folder();
  }

  /** How runs are noticed that were lost on the way (docs/adr/0018). */
  interface Watchdog {
    /** Time between two looks for them: at least 1 second, default 1 minute. */
    @WithDefault("1m")
    Duration every();

    /**
     * How long a run may have said nothing while nothing of it is on Kafka: at least 1 second,
     * default 30 minutes.
     */
    @WithDefault("30m")
    Duration patience();

    /**
     * How often such a run is re-driven before it is left to people, counted from when it last got
     * further: at least 0, default 3.
     */
    @WithDefault("3")
    int redrives();
  }

  /** How results are handed out as files. */
  interface Exports {
    /**
     * Where Parquet files are made, each in a folder that is removed at once; default the system's
     * place for temporary files. The samples of 660 runs of 10,000 take 1.3 GB there while they are
     * made into 180 MB.
     */
    Optional<Path> folder();
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

  /** Who may use the API, and how much of it. */
  interface Gateway {
    /**
     * Keys that open the API, each as {@code OWNER:SHA256}, separated by commas; {@code
     * ./prunescope key OWNER} makes one. Default none.
     */
    Optional<List<String>> keys();

    /**
     * Whether whoever shows no key is let in as nobody in particular, although there are keys, or
     * although other machines can reach the gateway. Default false: without keys and OIDC the
     * gateway listens to this machine alone, or does not start.
     */
    @WithDefault("false")
    boolean open();

    /**
     * Requests a minute of one owner, or of one address that shows no key, at each gateway: 1 to
     * 1,000,000; default 0, no limit.
     */
    @WithDefault("0")
    int requestsPerMinute();

    /** Runs of one experiment at most: 1 to 5,000, default 5,000. */
    @WithDefault("5000")
    int runsPerExperiment();
  }
}
