package org.prunescope.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.artifact.Sha256;
import org.prunescope.contract.experiment.ExperimentId;

/** What every store does, whatever it keeps artifacts in. */
@ParameterizedClass
@EnumSource
class ArtifactStoreTest {
  private static final byte[] BYTES = "a plan".getBytes(StandardCharsets.UTF_8);
  private static final ArtifactRef REF = ArtifactRef.plan(new ExperimentId("test"), BYTES);
  private static final byte[] LARGE = new byte[32 << 20];
  private static final ArtifactRef LARGE_REF = ArtifactRef.plan(new ExperimentId("test"), LARGE);

  private final Surroundings surroundings;
  private final ArtifactStore store;

  ArtifactStoreTest(ArtifactsConfig.Store kind, @TempDir Path folder) {
    surroundings = Surroundings.of(kind, folder);
    store = surroundings.store();
  }

  @AfterEach
  void close() {
    surroundings.close();
  }

  @Test
  void canBeUsed() throws IOException {
    store.check();
    assertThat(surroundings.names()).isEmpty();
  }

  @Test
  void returnsWhatWasStoredUnderItsKeyAlone() throws Exception {
    store.put(REF, BYTES);

    assertThat(store.get(REF)).isEqualTo(BYTES);
    assertThat(surroundings.store().get(REF)).isEqualTo(BYTES);
    assertThat(surroundings.names()).containsExactly(REF.key());
  }

  @Test
  void storesNothingAsWellAsSomething() throws Exception {
    ArtifactRef nothing = ArtifactRef.plan(new ExperimentId("test"), new byte[0]);

    store.put(nothing, new byte[0]);

    assertThat(store.get(nothing)).isEmpty();
  }

  @Test
  void streamsWhatWasStoredAndReadsItToItsEndAfterItIsDeleted() throws Exception {
    store.put(REF, BYTES);

    try (InputStream content = store.open(REF)) {
      store.delete(REF);
      assertThat(content.readAllBytes()).isEqualTo(BYTES);
    }
  }

  @Test
  void storingTwiceIsStoringOnce() throws Exception {
    store.put(REF, BYTES);
    store.put(REF, BYTES);

    assertThat(surroundings.names()).containsExactly(REF.key());
    assertThat(store.get(REF)).isEqualTo(BYTES);
  }

  @Test
  void whatIsDeletedIsMissingAndMayBeStoredAgain() throws Exception {
    store.put(REF, BYTES);

    store.delete(REF);
    store.delete(REF);

    assertUnreadable("is missing");
    assertThat(surroundings.names()).isEmpty();
    store.put(REF, BYTES);
    assertThat(store.get(REF)).isEqualTo(BYTES);
  }

  @Test
  void refusesBytesThatAreNotTheReferences() throws IOException {
    assertThatThrownBy(() -> store.put(REF, "a plam".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(REF.key());
    assertThat(surroundings.names()).isEmpty();
  }

  @Test
  void saysWhenAnArtifactIsMissing() {
    assertUnreadable("is missing");
  }

  @Test
  void detectsWhatIsTruncatedExtendedOrFlipped() throws Exception {
    store.put(REF, BYTES);
    for (String other : List.of("a pla", "a plan ", "b plan", "a plam", "")) {
      surroundings.replace(REF, other.getBytes(StandardCharsets.UTF_8));
      assertUnreadable(other.length() == 6 ? "has other bytes" : "");
    }
  }

  @Test
  void replacesWhatIsDamaged() throws Exception {
    store.put(REF, BYTES);
    surroundings.replace(REF, "a plam".getBytes(StandardCharsets.UTF_8));

    store.put(REF, BYTES);

    assertThat(store.get(REF)).isEqualTo(BYTES);
  }

  @Test
  void manyWritersOfOneArtifactLeaveOneWholeOne() throws Exception {
    Callable<Void> write =
        () -> {
          store.put(REF, BYTES);
          return null;
        };
    try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
      for (Future<Void> done : writers.invokeAll(Collections.nCopies(16, write))) {
        done.get();
      }
    }
    assertThat(surroundings.names()).containsExactly(REF.key());
    assertThat(store.get(REF)).isEqualTo(BYTES);
  }

  /** Counted on this thread, which does all the work: stores have no others. */
  @Test
  void holdsALargeArtifactOnceAndStreamsItWithoutHoldingIt() throws Exception {
    store.put(REF, BYTES); // so that what a store makes for its first artifact is not counted
    assertThat(store.get(REF)).isEqualTo(BYTES);

    assertThat(allocated(() -> store.put(LARGE_REF, LARGE))).isLessThan(LARGE.length / 4);
    assertThat(allocated(() -> store.get(LARGE_REF))).isLessThan(LARGE.length + LARGE.length / 4);
    assertThat(
            allocated(
                () -> {
                  try (InputStream content = store.open(LARGE_REF)) {
                    assertThat(Sha256.of(content)).isEqualTo(LARGE_REF.sha256());
                  }
                }))
        .isLessThan(LARGE.length / 4);
  }

  /** Something that may fail. */
  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  private static long allocated(Work work) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private void assertUnreadable(String problem) {
    assertThatThrownBy(() -> store.get(REF))
        .isInstanceOf(ArtifactUnreadableException.class)
        .hasMessageContaining(REF.key())
        .hasMessageContaining(problem);
    assertThatThrownBy(() -> store.open(REF))
        .isInstanceOf(ArtifactUnreadableException.class)
        .hasMessageContaining(problem);
  }
}
