package org.prunescope.standalone.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one child said, kept across restarts. Beyond 16 MiB the file begins anew and its predecessor
 * is kept beside it. A file that cannot be written, on a full disk, says so once and stays behind:
 * a child must never wait because nobody reads it.
 */
final class LogFile implements AutoCloseable {
  private static final long LARGEST_BYTES = 16L << 20;

  private final Consumer<String> complaints;
  private @Nullable BufferedWriter writer;

  LogFile(Path path, Consumer<String> complaints) {
    this.complaints = complaints;
    try {
      if (Files.exists(path) && Files.size(path) > LARGEST_BYTES) {
        Files.move(path, path.resolveSibling(path.getFileName() + ".previous"), REPLACE_EXISTING);
      }
      writer = Files.newBufferedWriter(path, UTF_8, CREATE, APPEND);
    } catch (IOException e) {
      complain(e);
    }
  }

  void append(String line) {
    if (writer == null) {
      return;
    }
    try {
      writer.write(line);
      writer.newLine();
      writer.flush();
    } catch (IOException e) {
      complain(e);
    }
  }

  @Override
  public void close() {
    try {
      if (writer != null) {
        writer.close();
      }
    } catch (IOException e) {
      complain(e);
    }
  }

  private void complain(IOException e) {
    writer = null;
    complaints.accept("its log file cannot be written: " + e.getMessage());
  }
}
