package org.prunescope.standalone.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.standalone.RefusedException;

class DataFolderTest {
  @TempDir Path parent;

  @Test
  void refusesASecondOpeningUntilTheFirstIsClosed() {
    Path folder = parent.resolve("data");
    try (DataFolder first = DataFolder.open(folder, 0)) {
      assertThat(first.root()).isEqualTo(folder);
      assertThatThrownBy(() -> DataFolder.open(folder, 0))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("already runs on " + folder)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }

    try (DataFolder second = DataFolder.open(folder, 0)) {
      assertThat(second.artifacts()).isDirectory();
    }
  }

  @Test
  void clearsAwayWhatAKilledGatewayLeftOfItsExports() throws Exception {
    Path left = parent.resolve("data").resolve("exports").resolve("prunescope-export-1");
    Files.createDirectories(left);
    Files.writeString(left.resolve("rows.csv"), "half a fi");

    try (DataFolder folder = DataFolder.open(parent.resolve("data"), 0)) {
      assertThat(folder.exports()).isEmptyDirectory();
    }
  }

  @Test
  void refusesAFullDiskAndReleasesTheFolder() {
    Path folder = parent.resolve("data");

    assertThatThrownBy(() -> DataFolder.open(folder, Long.MAX_VALUE))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("disk of " + folder + " is full");
    DataFolder.open(folder, 0).close();
  }

  @Test
  void refusesAFolderThatCannotBeMade() throws Exception {
    Path file = Files.writeString(parent.resolve("file"), "not a folder");

    assertThatThrownBy(() -> DataFolder.open(file.resolve("data"), 0))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("cannot be written")
        .hasMessageContaining("--data");
  }
}
