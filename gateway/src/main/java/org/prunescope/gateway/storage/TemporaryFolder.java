package org.prunescope.gateway.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder that goes with all that is in it when it is closed. */
public final class TemporaryFolder implements AutoCloseable {
  private static final String PREFIX = "prunescope-export-";

  private final Path path;

  private TemporaryFolder(Path path) {
    this.path = path;
  }

  /**
   * A new one.
   *
   * @param parent where; the system's own place where empty
   */
  public static TemporaryFolder in(Optional<Path> parent) throws IOException {
    if (parent.isEmpty()) {
      return new TemporaryFolder(Files.createTempDirectory(PREFIX));
    }
    Files.createDirectories(parent.get());
    return new TemporaryFolder(Files.createTempDirectory(parent.get(), PREFIX));
  }

  public Path resolve(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(path)) {
      files = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
