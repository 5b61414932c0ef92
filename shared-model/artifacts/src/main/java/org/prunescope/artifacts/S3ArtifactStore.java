package org.prunescope.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.artifact.Sha256;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Artifacts as objects of one bucket. An object appears under its key once the store has all of it;
 * put again, it is replaced by its equal, which also mends a damaged one. So neither locks nor
 * conditional requests are needed.
 */
public final class S3ArtifactStore implements ArtifactStore {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** A connection on which nothing has come for so long is given up. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  /** No service reads and writes more artifacts at a time. */
  private static final int MOST_CONNECTIONS = 300;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** Whoever asks for health does not wait for long. */
  private static final Duration CHECK = Duration.ofSeconds(10);

  private static final Duration LEAST_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration GREATEST_TIMEOUT = Duration.ofHours(1);
  private static final int MOST_ATTEMPTS = 10;

  private final Bucket bucket;
  private final S3Client client;

  /**
   * @throws IllegalArgumentException where a setting is missing or out of its range
   */
  public S3ArtifactStore(ArtifactsConfig.S3 config) {
    bucket =
        new Bucket(
            config.bucket().orElseThrow(() -> refused("bucket", "must name a bucket")),
            config.endpoint().map(URI::toString).orElse("AWS " + config.region()));
    client = client(config);
  }

  private static S3Client client(ArtifactsConfig.S3 config) {
    int attempts = config.attempts();
    if (attempts < 1 || attempts > MOST_ATTEMPTS) {
      throw refused("attempts", "must be 1 to %d, not %d".formatted(MOST_ATTEMPTS, attempts));
    }
    Duration timeout = config.timeout();
    if (timeout.compareTo(LEAST_TIMEOUT) < 0 || timeout.compareTo(GREATEST_TIMEOUT) > 0) {
      throw refused("timeout", "must be 1 second to 1 hour, not " + timeout);
    }
    BackoffStrategy pauses = BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE);
    StandardRetryStrategy retries =
        AwsRetryStrategy.standardRetryStrategy().toBuilder()
            .maxAttempts(attempts)
            .backoffStrategy(pauses)
            .throttlingBackoffStrategy(pauses)
            .build();
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .connectionTimeout(CONNECT)
                    .socketTimeout(SILENCE)
                    .maxConnections(MOST_CONNECTIONS))
            .overrideConfiguration(client -> client.apiCallTimeout(timeout).retryStrategy(retries))
            .region(Region.of(config.region()))
            .credentialsProvider(credentials(config))
            .forcePathStyle(true)
            // Not every store understands other checksums or bodies in signed chunks, and none is
            // needed: a body's SHA-256 is signed with its request, or TLS sees to it, and what is
            // read is held against the reference.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false));
    config.endpoint().ifPresent(endpoint -> builder.endpointOverride(checked(endpoint)));
    return builder.build();
  }

  private static AwsCredentialsProvider credentials(ArtifactsConfig.S3 config) {
    if (config.accessKey().isPresent() != config.secretKey().isPresent()) {
      throw refused(
          config.accessKey().isPresent() ? "secret-key" : "access-key",
          "must be given with the other half of the credentials, or neither");
    }
    return config.accessKey().isPresent()
        ? StaticCredentialsProvider.create(
            AwsBasicCredentials.create(
                config.accessKey().orElseThrow(), config.secretKey().orElseThrow()))
        : DefaultCredentialsProvider.builder().build();
  }

  private static URI checked(URI endpoint) {
    boolean isHttp =
        "http".equalsIgnoreCase(endpoint.getScheme())
            || "https".equalsIgnoreCase(endpoint.getScheme());
    if (!isHttp || endpoint.getHost() == null) {
      throw refused("endpoint", "must be http://HOST:PORT or https://HOST, not " + endpoint);
    }
    return endpoint;
  }

  private static IllegalArgumentException refused(String key, String rule) {
    return new IllegalArgumentException("prunescope.artifacts.s3.%s %s".formatted(key, rule));
  }

  @Override
  public void put(ArtifactRef ref, byte[] bytes) throws IOException {
    ref.requireBytes(bytes);
    RequestBody body =
        RequestBody.fromContentProvider(
            ContentStreamProvider.fromByteArrayUnsafe(bytes),
            bytes.length,
            "application/octet-stream");
    try {
      client.putObject(put -> put.bucket(bucket.name()).key(ref.key()), body);
    } catch (SdkException e) {
      throw bucket.failure("store " + ref.key(), e);
    }
  }

  @Override
  public byte[] get(ArtifactRef ref) throws IOException, ArtifactUnreadableException {
    int length = Math.toIntExact(ref.bytes());
    AtomicReference<byte[]> bytes = new AtomicReference<>();
    fetch(
        ref,
        content -> {
          byte[] taken = new byte[length];
          bytes.set(taken);
          return content.readNBytes(taken, 0, length);
        });
    return bytes.get();
  }

  /** By way of a file among the system's temporary ones, which nobody else can open. */
  @Override
  public InputStream open(ArtifactRef ref) throws IOException, ArtifactUnreadableException {
    Path path = Files.createTempFile("artifact-", "");
    FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    try {
      fetch(ref, content -> content.transferTo(Channels.newOutputStream(file.truncate(0))));
      return Channels.newInputStream(file.position(0));
    } catch (IOException | ArtifactUnreadableException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public void delete(ArtifactRef ref) throws IOException {
    try {
      client.deleteObject(delete -> delete.bucket(bucket.name()).key(ref.key()));
    } catch (SdkException e) {
      throw bucket.failure("delete " + ref.key(), e);
    }
  }

  /**
   * Lists, which asks for the bucket and the credentials and, unlike others, says what is wrong.
   */
  @Override
  public void check() throws IOException {
    try {
      client.listObjectsV2(
          list ->
              list.bucket(bucket.name())
                  .maxKeys(1)
                  .overrideConfiguration(request -> request.apiCallTimeout(CHECK)));
    } catch (SdkException e) {
      throw bucket.failure("list artifacts", e);
    }
  }

  @Override
  public String toString() {
    return "s3 bucket=%s at=%s".formatted(bucket.name(), bucket.place());
  }

  /** Takes what has come of an artifact, from its beginning each time. */
  @FunctionalInterface
  private interface Sink {
    /** Returns how many bytes there were. */
    long take(InputStream content) throws IOException;
  }

  /** Hands the artifact's bytes over, and returns when they are known to be the reference's. */
  private void fetch(ArtifactRef ref, Sink sink) throws IOException, ArtifactUnreadableException {
    Optional<String> damage;
    try {
      damage =
          client.getObject(
              get -> get.bucket(bucket.name()).key(ref.key()),
              (answer, content) -> damage(ref, answer, content, sink));
    } catch (NoSuchKeyException e) {
      throw new ArtifactUnreadableException(ref, "is missing");
    } catch (SdkException e) {
      throw bucket.failure("read " + ref.key(), e);
    }
    if (damage.isPresent()) {
      throw new ArtifactUnreadableException(ref, damage.get());
    }
  }

  private static Optional<String> damage(
      ArtifactRef ref, GetObjectResponse answer, AbortableInputStream body, Sink sink) {
    if (answer.contentLength() != ref.bytes()) {
      body.abort();
      return Optional.of(
          "has %d bytes instead of %d".formatted(answer.contentLength(), ref.bytes()));
    }
    DigestInputStream content = new DigestInputStream(body, Sha256.digest());
    long taken;
    try {
      taken = sink.take(content);
    } catch (IOException e) {
      throw RetryableException.create("what came of " + ref.key() + " has no end", e);
    }
    // The store has announced more: this is the connection's end, not the object's.
    if (taken < ref.bytes()) {
      throw RetryableException.create(
          "%d of %d bytes came of %s".formatted(taken, ref.bytes(), ref.key()));
    }
    return HexFormat.of().formatHex(content.getMessageDigest().digest()).equals(ref.sha256())
        ? Optional.empty()
        : Optional.of("has other bytes than its digest says");
  }
}
