package org.prunescope.contract.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;

/**
 * Artifacts as files below one folder. A file appears under its key by an atomic rename after its
 * bytes have reached the disk, so a reader sees all of it or nothing.
 */
public final class FolderArtifactStore implements ArtifactStore {
  /** No key begins like this. */
  private static final String PARTIAL = ".partial-";

  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path root;

  /**
   * @param root folder, created where it is missing
   */
  public FolderArtifactStore(Path root) throws IOException {
    this.root = Files.createDirectories(root).toRealPath();
  }

  @Override
  public void put(ArtifactRef ref, byte[] bytes) throws IOException {
    ref.requireBytes(bytes);
    Path target = root.resolve(ref.key());
    if (isWhole(target, ref)) {
      syncFolder(target.resolveSibling("")); // Whoever wrote it may not have come to that.
      return;
    }
    requireRoot();
    Path folder = create(target.resolveSibling(""));
    Path partial = Files.createTempFile(folder, PARTIAL, "");
    try {
      try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      syncFolder(folder);
    } finally {
      Files.deleteIfExists(partial);
    }
    deleteAbandoned(folder, Files.getLastModifiedTime(target));
  }

  @Override
  public byte[] get(ArtifactRef ref) throws IOException, ArtifactUnreadableException {
    byte[] bytes;
    try {
      Path file = root.resolve(ref.key());
      if (Files.size(file) != ref.bytes()) {
        throw new ArtifactUnreadableException(
            ref, "has %d bytes instead of %d".formatted(Files.size(file), ref.bytes()));
      }
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw missing(ref);
    }
    if (!Sha256.of(bytes).equals(ref.sha256())) {
      throw new ArtifactUnreadableException(ref, "has other bytes than its digest says");
    }
    return bytes;
  }

  @Override
  public InputStream open(ArtifactRef ref) throws IOException, ArtifactUnreadableException {
    try {
      FileChannel file = FileChannel.open(root.resolve(ref.key()), StandardOpenOption.READ);
      try {
        // Both reads are of the one open file: what is deleted in between is read to its end.
        InputStream content = Channels.newInputStream(file);
        if (file.size() != ref.bytes() || !Sha256.of(content).equals(ref.sha256())) {
          throw new ArtifactUnreadableException(ref, "has other bytes than its digest says");
        }
        file.position(0);
        return content;
      } catch (IOException | ArtifactUnreadableException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw missing(ref);
    }
  }

  @Override
  public void delete(ArtifactRef ref) throws IOException {
    requireRoot();
    Files.deleteIfExists(root.resolve(ref.key()));
  }

  @Override
  public void check() throws IOException {
    requireRoot();
    if (!Files.isWritable(root)) {
      throw new IOException("cannot write artifacts to the folder " + root);
    }
  }

  @Override
  public String toString() {
    return "folder " + root;
  }

  /** A disk that is not mounted says nothing of what is on it. */
  private void requireRoot() throws IOException {
    if (!Files.isDirectory(root)) {
      throw new IOException("the folder of artifacts is not there: " + root);
    }
  }

  private ArtifactUnreadableException missing(ArtifactRef ref) throws IOException {
    requireRoot();
    return new ArtifactUnreadableException(ref, "is missing");
  }

  private static boolean isWhole(Path file, ArtifactRef ref) throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) == ref.bytes()
        && Sha256.of(Files.readAllBytes(file)).equals(ref.sha256());
  }

  /** A new folder is as durable as what will be in it. */
  private static Path create(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Path parent = create(folder.resolveSibling(""));
      Files.createDirectories(folder);
      syncFolder(parent);
    }
    return folder;
  }

  /** What writers that died have left here; one that lives all the same will try again. */
  private static void deleteAbandoned(Path folder, FileTime now) throws IOException {
    try (DirectoryStream<Path> partials = Files.newDirectoryStream(folder, PARTIAL + "*")) {
      for (Path partial : partials) {
        try {
          long age = now.toMillis() - Files.getLastModifiedTime(partial).toMillis();
          if (age > ABANDONED.toMillis()) {
            Files.deleteIfExists(partial);
          }
        } catch (NoSuchFileException e) {
          // Its writer has just finished.
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
