package org.prunescope.contract.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.experiment.ExperimentId;

class FolderArtifactStoreTest {
  private static final byte[] BYTES = "a plan".getBytes(StandardCharsets.UTF_8);
  private static final ArtifactRef REF = ArtifactRef.plan(new ExperimentId("test"), BYTES);

  @TempDir Path folder;
  private FolderArtifactStore store;

  @BeforeEach
  void open() throws IOException {
    store = new FolderArtifactStore(folder.resolve("artifacts"));
  }

  @Test
  void returnsWhatWasStored() throws Exception {
    store.put(REF, BYTES);
    assertThat(store.get(REF)).isEqualTo(BYTES);
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
  void streamsNothingOfWhatIsMissingOrDamaged() throws Exception {
    assertThatThrownBy(() -> store.open(REF))
        .isInstanceOf(ArtifactUnreadableException.class)
        .hasMessageContaining("is missing");
    store.put(REF, BYTES);
    Files.writeString(file(), "A plan");

    assertThatThrownBy(() -> store.open(REF))
        .isInstanceOf(ArtifactUnreadableException.class)
        .hasMessageContaining("has other bytes");
  }

  @Test
  void storingTwiceLeavesTheFirstFileAlone() throws Exception {
    store.put(REF, BYTES);
    var modified = Files.getLastModifiedTime(file());
    store.put(REF, BYTES);
    assertThat(Files.getLastModifiedTime(file())).isEqualTo(modified);
  }

  @Test
  void whatIsDeletedIsMissingAndMayBeStoredAgain() throws Exception {
    store.put(REF, BYTES);

    store.delete(REF);
    store.delete(REF);

    assertThatThrownBy(() -> store.get(REF))
        .isInstanceOf(ArtifactUnreadableException.class)
        .hasMessageContaining("is missing");
    store.put(REF, BYTES);
    assertThat(store.get(REF)).isEqualTo(BYTES);
  }

  @Test
  void replacesADamagedFile() throws Exception {
    store.put(REF, BYTES);
    Files.writeString(file(), "a plam");
    store.put(REF, BYTES);
    assertThat(store.get(REF)).isEqualTo(BYTES);
  }

  @Test
  void refusesBytesThatAreNotTheReferences() {
    assertThatThrownBy(() -> store.put(REF, "other".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysWhenAnArtifactIsMissing() {
    assertThatThrownBy(() -> store.get(REF))
        .isInstanceOf(ArtifactUnreadableException.class)
        .hasMessageContaining("is missing");
  }

  @Test
  void detectsATruncatedAndAFlippedFile() throws Exception {
    store.put(REF, BYTES);
    Files.writeString(file(), "a pla");
    assertThatThrownBy(() -> store.get(REF)).hasMessageContaining("5 bytes instead of 6");
    Files.writeString(file(), "b plan");
    assertThatThrownBy(() -> store.get(REF)).hasMessageContaining("other bytes");
  }

  @Test
  void manyWritersOfOneArtifactLeaveOneWholeFile() throws Exception {
    try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
      Callable<Void> write =
          () -> {
            store.put(REF, BYTES);
            return null;
          };
      for (Future<Void> done : writers.invokeAll(List.of(write, write, write, write, write))) {
        done.get();
      }
    }
    try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
      assertThat(files).containsExactly(file());
    }
    assertThat(store.get(REF)).isEqualTo(BYTES);
  }

  @Test
  void clearsAwayWhatAWriterThatDiedLongAgoHasLeft() throws Exception {
    store.put(REF, BYTES);
    Path old = Files.createFile(file().resolveSibling(".partial-1"));
    Files.setLastModifiedTime(old, FileTime.fromMillis(0));
    Path inWork = Files.createFile(file().resolveSibling(".partial-2"));
    byte[] other = "another plan".getBytes(StandardCharsets.UTF_8);

    store.put(ArtifactRef.plan(new ExperimentId("test"), other), other);

    assertThat(old).doesNotExist();
    assertThat(inWork).exists();
  }

  @Test
  void aKeyNeverLeavesTheFolder() {
    for (String key : List.of("../x", "/x", "a/../../x", "a//b", "", "a/", ".x", "a/.x", "a\\b")) {
      assertThatThrownBy(() -> new ArtifactRef(key, REF.sha256(), 0))
          .as(key)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private Path file() {
    return folder.resolve("artifacts").resolve(REF.key());
  }
}
