package org.prunescope.standalone.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.prunescope.standalone.RefusedException;

/**
 * The folder that holds everything one Prunescope keeps, locked against a second one until it is
 * closed. The lock goes with the process that holds it.
 */
public final class DataFolder implements AutoCloseable {
  /** Free space below which nothing is started: a broker that fills its disk stops at once. */
  static final long LEAST_FREE_BYTES = 1L << 30;

  private final Path root;
  private final FileChannel lock;

  private DataFolder(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Opens the folder, makes it where it is missing.
   *
   * @throws RefusedException where it cannot be written, is in use or has too little space
   */
  public static DataFolder open(Path folder) {
    return open(folder, LEAST_FREE_BYTES);
  }

  static DataFolder open(Path folder, long leastFreeBytes) {
    Path root = folder.toAbsolutePath().normalize();
    FileChannel lock = lock(root);
    DataFolder opened = new DataFolder(root, lock);
    try {
      Files.createDirectories(opened.artifacts());
      Files.createDirectories(opened.logs());
      clear(opened.exports());
      long free = opened.freeBytes();
      if (free < leastFreeBytes) {
        throw new RefusedException(
            "The disk of %s is full: %,d MB are free, %,d MB are needed."
                .formatted(root, free >> 20, leastFreeBytes >> 20));
      }
      return opened;
    } catch (IOException e) {
      opened.close();
      throw cannotWrite(root, e);
    } catch (RefusedException e) {
      opened.close();
      throw e;
    }
  }

  private static void clear(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> left;
    try (Stream<Path> found = Files.walk(folder)) {
      left = found.filter(file -> !file.equals(folder)).sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : left) {
      Files.delete(file);
    }
  }

  private static FileChannel lock(Path root) {
    Path file = root.resolve("lock");
    FileChannel channel;
    try {
      Files.createDirectories(root);
      channel = FileChannel.open(file, CREATE, READ, WRITE);
    } catch (IOException e) {
      throw cannotWrite(root, e);
    }
    try {
      if (!isLocked(channel)) {
        String holder = Files.readString(file).strip();
        channel.close();
        throw new RefusedException(
            "Prunescope already runs on %s (process %s): stop it, or choose another --data."
                .formatted(root, holder.isEmpty() ? "unknown" : holder));
      }
      byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(UTF_8);
      channel.truncate(0).write(ByteBuffer.wrap(pid), 0);
      return channel;
    } catch (IOException e) {
      throw cannotWrite(root, e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by another stack of this very process
    }
  }

  private static RefusedException cannotWrite(Path root, IOException e) {
    return new RefusedException(
        "The data folder %s cannot be written (%s): choose another one with --data."
            .formatted(root, e),
        e);
  }

  public Path root() {
    return root;
  }

  /** Checkpoints and plans, as the services store them. */
  public Path artifacts() {
    return root.resolve("artifacts");
  }

  /** One log file for each process. */
  public Path logs() {
    return root.resolve("logs");
  }

  /** Where the gateway makes files to hand out; what a killed one left goes at the next start. */
  Path exports() {
    return root.resolve("exports");
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path postgres() {
    return root.resolve("postgres");
  }

  /** Space that this process may still use on the folder's disk. */
  public long freeBytes() throws IOException {
    return Files.getFileStore(root).getUsableSpace();
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      // The lock goes with the process at the latest.
    }
  }
}
