package org.prunescope.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  private static final String LINE = "ten bytes"; // and its end

  @TempDir private Path folder;
  private final List<String> complaints = new ArrayList<>();

  /** However long the child lives. */
  @Test
  void holdsNoMoreThanTwoFilesOfTheLargestSize() throws IOException {
    Path path = folder.resolve("child.log");
    for (int life = 0; life < 3; life++) {
      try (LogFile file = new LogFile(path, 100, complaints::add)) {
        for (int i = 0; i < 100; i++) {
          file.append(LINE);
        }
      }
    }

    assertThat(Files.size(path)).isLessThanOrEqualTo(110);
    assertThat(folder.resolve("child.log.previous")).hasSize(110).content().startsWith(LINE);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
    assertThat(complaints).isEmpty();
  }
}
