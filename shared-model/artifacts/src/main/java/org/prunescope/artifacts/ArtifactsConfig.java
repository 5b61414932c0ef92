package org.prunescope.artifacts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where artifacts are: the same for every service of an installation. */
@ConfigMapping(prefix = "prunescope.artifacts")
public interface ArtifactsConfig {
  /** What holds them, {@code folder} or {@code s3}; default {@code folder}. */
  @WithDefault("folder")
  Store store();

  /**
   * With {@code folder}: the folder, which all services share, created where it is missing; default
   * {@code data/artifacts}.
   */
  @WithDefault("data/artifacts")
  Path folder();

  /** With {@code s3}. */
  S3 s3();

  /** What can hold artifacts. */
  enum Store {
    FOLDER,
    S3
  }

  /** Any store that speaks S3. Buckets are named in the path, not in the host. */
  interface S3 {
    /** {@code http://HOST:PORT} or {@code https://HOST}; default AWS's own of the region. */
    Optional<URI> endpoint();

    /** Default {@code us-east-1}, which most stores other than AWS's take for theirs. */
    @WithDefault("us-east-1")
    String region();

    /** An existing bucket, without versions, for nothing but artifacts; no default. */
    Optional<String> bucket();

    /**
     * With {@link #secretKey()}; default the credentials that AWS's SDK finds by itself: variables,
     * profile, role of the machine.
     */
    Optional<String> accessKey();

    /** With {@link #accessKey()}. */
    Optional<String> secretKey();

    /** How long one artifact may take in all: 1 second to 1 hour, default 1 minute. */
    @WithDefault("1m")
    Duration timeout();

    /**
     * How often what fails by the way is tried within the time-out, after pauses of up to 0.1, 0.2,
     * ... 5 seconds: 1 to 10, default 4.
     */
    @WithDefault("4")
    int attempts();
  }
}
