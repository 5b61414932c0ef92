package org.prunescope.contract.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.experiment.ExperimentId;

/**
 * Where there is no room for an artifact, nothing of it is left: neither under its key nor beside
 * it. Another process writes, under a limit for the size of its files that stands in for the
 * disk's.
 */
class FullDiskTest {
  private static final int LIMIT_KIB = 256;

  @TempDir Path folder;

  @Test
  void nothingIsLeftOfAnArtifactThatFoundNoRoomAndItCanBeStoredLater() throws Exception {
    Process writer =
        new ProcessBuilder(
                List.of(
                    "bash",
                    "-c",
                    "ulimit -f " + LIMIT_KIB + " && exec \"$0\" \"$@\"",
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Writer.class.getName(),
                    folder.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(writer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(writer.waitFor()).as(said).isZero();
    assertThat(said).contains("stored small").contains("cannot store large: ");
    try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
      assertThat(files).containsExactly(folder.resolve(ref(Writer.SMALL).key()));
    }
    FolderArtifactStore store = new FolderArtifactStore(folder);
    store.put(ref(Writer.LARGE), Writer.LARGE);
    assertThat(store.get(ref(Writer.LARGE))).isEqualTo(Writer.LARGE);
  }

  private static ArtifactRef ref(byte[] bytes) {
    return ArtifactRef.plan(new ExperimentId("test"), bytes);
  }

  /** Stores an artifact that fits and one that does not. */
  static final class Writer {
    static final byte[] SMALL = new byte[1000];
    static final byte[] LARGE = new byte[2 * LIMIT_KIB * 1024];

    public static void main(String[] arguments) throws IOException {
      FolderArtifactStore store = new FolderArtifactStore(Path.of(arguments[0]));
      store.put(ref(SMALL), SMALL);
      System.out.println("stored small");
      try {
        store.put(ref(LARGE), LARGE);
        System.out.println("stored large");
      } catch (IOException e) {
        System.out.println("cannot store large: " + e.getMessage());
      }
    }
  }
}
