package org.prunescope.system.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.prunescope.system.Folders;

/**
 * A backup of a data folder under way: PostgreSQL's files between the two calls that make a copy of
 * them a base backup, then the artifacts. Nothing of Kafka's.
 */
final class Backup {
  private final Path folder;

  private Backup(Path folder) {
    this.folder = folder;
  }

  /**
   * Takes one, while everything runs.
   *
   * @param data the folder
   * @param connection of a superuser
   * @param target where it is to lie
   */
  static Backup take(Path data, Connection connection, Path target)
      throws IOException, SQLException {
    Path database = database(target);
    try (Statement statement = connection.createStatement()) {
      statement.execute("select pg_backup_start('backup', fast => true)");
      copy(database(data), database);
      try (ResultSet label =
          statement.executeQuery(
              "select labelfile from pg_backup_stop(wait_for_archive => false)")) {
        label.next();
        Files.writeString(database.resolve("backup_label"), label.getString(1));
      }
    }
    // What was written meanwhile stands in the log alone.
    copy(database(data).resolve("pg_wal"), database.resolve("pg_wal"));
    Files.deleteIfExists(database.resolve("postmaster.pid"));
    copy(artifacts(data), artifacts(target));
    return new Backup(target);
  }

  /** Makes a data folder whose parts do not run what it was when the backup was taken. */
  void restore(Path data) throws IOException {
    // Processes of a killed PostgreSQL may still be ending in there.
    await()
        .atMost(FaultStack.PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              Folders.delete(database(data));
              return true;
            });
    Folders.delete(artifacts(data));
    copy(database(folder), database(data));
    copy(artifacts(folder), artifacts(data));
  }

  private static Path database(Path data) {
    return data.resolve("postgres/database");
  }

  private static Path artifacts(Path data) {
    return data.resolve("artifacts");
  }

  /** Files may vanish while it works. */
  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path one, BasicFileAttributes attributes)
              throws IOException {
            Path made = Files.createDirectories(to.resolve(from.relativize(one)));
            Files.setPosixFilePermissions(made, Files.getPosixFilePermissions(one));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path one, BasicFileAttributes attributes)
              throws IOException {
            try {
              Files.copy(
                  one,
                  to.resolve(from.relativize(one)),
                  StandardCopyOption.REPLACE_EXISTING,
                  StandardCopyOption.COPY_ATTRIBUTES);
            } catch (NoSuchFileException e) {
              return visitFileFailed(one, e);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path one, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }
}
