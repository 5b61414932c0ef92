package org.prunescope.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.prunescope.artifacts.Wire.Harm;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.experiment.ExperimentId;

/** What becomes of a store whose server, or the way to it, is not as it should be. */
class S3ArtifactStoreTest {
  private static final int LENGTH = 1 << 20;
  private static final Harm IN_THE_MIDDLE_OF_AN_ANSWER = Harm.cutAnswering(LENGTH / 2);
  private static final Harm IN_THE_MIDDLE_OF_A_REQUEST = Harm.cutAsking(LENGTH / 2);

  private static final S3Server SERVER = new S3Server();

  private final Wire wire = new Wire(SERVER.port());
  private final byte[] bytes = new byte[LENGTH];
  private final ArtifactRef ref;

  S3ArtifactStoreTest() {
    new SplittableRandom(1).nextBytes(bytes);
    ref = ArtifactRef.plan(new ExperimentId("test"), bytes);
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @AfterEach
  void tidy() throws IOException {
    SERVER.makeRoom();
    store(Map.of()).delete(ref);
    wire.close();
  }

  @Test
  void whomTheServerDoesNotKnowIsToldWhichSettingsToLookAt() {
    assertThatThrownBy(() -> store(Map.of("access-key", "nobody")).check())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("bucket artifacts at http://127.0.0.1:" + SERVER.port())
        .hasMessageContaining("403")
        .hasMessageContaining("prunescope.artifacts.s3.access-key and secret-key");
    assertThatThrownBy(() -> store(Map.of("secret-key", "a guess")).check())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("SignatureDoesNotMatch")
        .hasMessageContaining("prunescope.artifacts.s3.access-key and secret-key");
  }

  @Test
  void aBucketThatIsMissingIsRefusedAndNotTakenForAMissingArtifact() {
    S3ArtifactStore store = store(Map.of("bucket", "elsewhere"));

    assertThatThrownBy(store::check)
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("NoSuchBucket")
        .hasMessageContaining("prunescope.artifacts.s3.bucket must name a bucket");
    assertThatThrownBy(() -> store.get(ref)).isInstanceOf(StoreRefusedException.class);
  }

  @Test
  void aServerThatIsAwayIsAnOutageAndNoRefusal() throws Exception {
    int port;
    try (Wire gone = new Wire(SERVER.port())) {
      port = gone.port();
    }
    S3ArtifactStore store = store(Map.of("endpoint", "http://127.0.0.1:" + port, "attempts", "2"));

    assertThatThrownBy(store::check).satisfies(S3ArtifactStoreTest::isOutage);
    assertThatThrownBy(() -> store.get(ref)).satisfies(S3ArtifactStoreTest::isOutage);
    assertThatThrownBy(() -> store.put(ref, bytes)).satisfies(S3ArtifactStoreTest::isOutage);
  }

  @Test
  void aServerWithoutRoomShowsNothingIsAskedSoManyTimesAndStoresLater() throws Exception {
    S3ArtifactStore store = store(Map.of("attempts", "3"));
    int refusals = SERVER.refusals();
    SERVER.fillDisk();

    assertThatThrownBy(() -> store.put(ref, bytes)).satisfies(S3ArtifactStoreTest::isOutage);
    assertThat(SERVER.keys()).isEmpty();
    assertThat(SERVER.refusals() - refusals).isEqualTo(3);

    SERVER.makeRoom();
    store.put(ref, bytes);
    assertThat(store.get(ref)).isEqualTo(bytes);
  }

  @Test
  void whatIsCutOffInTheMiddleIsReadAgainFromItsBeginning() throws Exception {
    store(Map.of()).put(ref, bytes);
    S3ArtifactStore store = wired(Map.of());

    wire.next(IN_THE_MIDDLE_OF_AN_ANSWER);
    assertThat(store.get(ref)).isEqualTo(bytes);
    assertThat(wire.connections()).isEqualTo(2);
  }

  @Test
  void whatIsCutOffWhileItIsStreamedIsReadAgainFromItsBeginning() throws Exception {
    store(Map.of()).put(ref, bytes);
    S3ArtifactStore store = wired(Map.of());

    wire.next(IN_THE_MIDDLE_OF_AN_ANSWER);
    try (InputStream content = store.open(ref)) {
      assertThat(content.readAllBytes()).isEqualTo(bytes);
    }
    assertThat(wire.connections()).isEqualTo(2);
  }

  @Test
  void whatIsCutOffEachTimeIsAnOutageAndNoDamage() throws Exception {
    store(Map.of()).put(ref, bytes);
    S3ArtifactStore store = wired(Map.of("attempts", "3"));

    wire.always(IN_THE_MIDDLE_OF_AN_ANSWER);

    assertThatThrownBy(() -> store.get(ref)).satisfies(S3ArtifactStoreTest::isOutage);
    assertThat(wire.connections()).isEqualTo(3);
    assertThatThrownBy(() -> store.open(ref)).satisfies(S3ArtifactStoreTest::isOutage);
    assertThat(wire.connections()).isEqualTo(6);
  }

  @Test
  void anUploadThatIsCutOffIsNeverSeenAndMadeAgain() throws Exception {
    S3ArtifactStore store = wired(Map.of("attempts", "2"));

    wire.always(IN_THE_MIDDLE_OF_A_REQUEST);
    assertThatThrownBy(() -> store.put(ref, bytes)).satisfies(S3ArtifactStoreTest::isOutage);
    assertThat(wire.connections()).isEqualTo(2);
    assertThat(SERVER.keys()).isEmpty();

    wire.always(Harm.NONE);
    wire.next(IN_THE_MIDDLE_OF_A_REQUEST);
    store.put(ref, bytes);
    assertThat(store.get(ref)).isEqualTo(bytes);
  }

  @Test
  void bytesThatChangeOnTheirWayAreNotStored() throws Exception {
    S3ArtifactStore store = wired(Map.of("attempts", "1"));

    wire.always(Harm.flipAsking(LENGTH / 2));

    assertThatThrownBy(() -> store.put(ref, bytes)).isInstanceOf(IOException.class);
    assertThat(SERVER.keys()).isEmpty();
  }

  @Test
  void aTrickleIsGivenUpAfterTheTimeout() throws Exception {
    store(Map.of()).put(ref, bytes);
    S3ArtifactStore store = wired(Map.of("timeout", "1s"));

    wire.always(Harm.slow(Duration.ofMillis(100)));

    long begin = System.nanoTime();
    assertThatThrownBy(() -> store.get(ref)).satisfies(S3ArtifactStoreTest::isOutage);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void nothingIsLeftOfWhatWasStreamed() throws Exception {
    S3ArtifactStore store = store(Map.of());
    store.put(ref, bytes);

    store.open(ref).close();
    SERVER.replace(ref.key(), new byte[LENGTH]);
    assertThatThrownBy(() -> store.open(ref)).hasMessageContaining("has other bytes");

    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<Path> files = Files.list(temporary)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("artifact-")))
          .isEmpty();
    }
  }

  @Test
  void whoeverIsInterruptedLeavesAtOnce() throws Exception {
    S3ArtifactStore store = store(Map.of());
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> store.get(ref)).isInstanceOf(IOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void settingsThatCannotBeAreRefusedByName() {
    assertRefused("bucket", "", "must name a bucket");
    assertRefused("endpoint", "localhost:9000", "must be http://HOST:PORT or https://HOST");
    assertRefused("attempts", "0", "must be 1 to 10, not 0");
    assertRefused("timeout", "2h", "must be 1 second to 1 hour");
    assertRefused("secret-key", "", "must be given with the other half");
    assertRefused("access-key", "", "must be given with the other half");
    assertThatThrownBy(() -> Settings.read(Map.of("prunescope.artifacts.store", "nfs")))
        .hasMessageContaining("prunescope.artifacts.store")
        .hasMessageContaining("nfs")
        .hasMessageContaining("folder")
        .hasMessageContaining("s3");
  }

  private static void assertRefused(String key, String value, String rule) {
    assertThatThrownBy(() -> store(Map.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("prunescope.artifacts.s3." + key)
        .hasMessageContaining(rule);
  }

  private static void isOutage(Throwable failure) {
    assertThat(failure)
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("bucket artifacts at http://127.0.0.1:");
  }

  private S3ArtifactStore wired(Map<String, String> settings) {
    return store(SERVER.settings(wire.port()), settings);
  }

  private static S3ArtifactStore store(Map<String, String> settings) {
    return store(SERVER.settings(), settings);
  }

  private static S3ArtifactStore store(Map<String, String> base, Map<String, String> settings) {
    settings.forEach((key, value) -> base.put("prunescope.artifacts.s3." + key, value));
    return new S3ArtifactStore(Settings.read(base).s3());
  }
}
