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
 * What one child said, kept across restarts. Beyond a size the file begins anew and its predecessor
 * is kept beside it. A file that cannot be written, on a full disk, says so once and stays behind:
 * a child must never wait because nobody reads it.
 */
final class LogFile implements AutoCloseable {
  private static final long LARGEST_BYTES = 16L << 20;

  private final Path path;
  private final long largestBytes;
  private final Consumer<String> complaints;
  private @Nullable BufferedWriter writer;
  private long bytes;

  LogFile(Path path, Consumer<String> complaints) {
    this(path, LARGEST_BYTES, complaints);
  }

  LogFile(Path path, long largestBytes, Consumer<String> complaints) {
    this.path = path;
    this.largestBytes = largestBytes;
    this.complaints = complaints;
    try {
      writer = open();
    } catch (IOException e) {
      complain(e);
    }
  }

  private BufferedWriter open() throws IOException {
    bytes = Files.exists(path) ? Files.size(path) : 0;
    if (bytes > largestBytes) {
      Files.move(path, path.resolveSibling(path.getFileName() + ".previous"), REPLACE_EXISTING);
      bytes = 0;
    }
    return Files.newBufferedWriter(path, UTF_8, CREATE, APPEND);
  }

  void append(String line) {
    if (writer == null) {
      return;
    }
    try {
      writer.write(line);
      writer.newLine();
      writer.flush();
      bytes += line.length() + 1L;
      if (bytes > largestBytes) {
        writer.close();
        writer = open();
      }
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
