package org.prunescope.contract.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.experiment.ExperimentId;

/** What is so of files; what every store does is held in {@code ArtifactStoreTest}. */
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
  void storingTwiceLeavesTheFirstFileAlone() throws Exception {
    store.put(REF, BYTES);
    var modified = Files.getLastModifiedTime(file());
    store.put(REF, BYTES);
    assertThat(Files.getLastModifiedTime(file())).isEqualTo(modified);
  }

  @Test
  void cannotBeUsedWhereItsFolderIsGone() throws Exception {
    store.check();
    Files.delete(folder.resolve("artifacts"));
    assertThatThrownBy(store::check)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the folder of artifacts is not there");
  }

  /** As while a disk is not mounted: what is on it is not missing, and nothing takes its place. */
  @Test
  void whileItsFolderIsAwayNothingIsKnownOfWhatIsInIt() throws Exception {
    store.put(REF, BYTES);
    Path away = Files.move(folder.resolve("artifacts"), folder.resolve("away"));

    List<ThrowingCallable> uses =
        List.of(
            () -> store.get(REF),
            () -> store.open(REF),
            () -> store.put(REF, BYTES),
            () -> store.delete(REF));
    assertThat(uses)
        .allSatisfy(
            use ->
                assertThatThrownBy(use)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is not there"));

    assertThat(folder.resolve("artifacts")).doesNotExist();
    Files.move(away, folder.resolve("artifacts"));
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
