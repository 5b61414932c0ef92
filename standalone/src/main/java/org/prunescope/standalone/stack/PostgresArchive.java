package org.prunescope.standalone.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL server as it comes on the class path, for this platform. */
final class PostgresArchive {
  private PostgresArchive() {}

  /** Unpacks the server into a folder: {@code bin/postgres} and what it needs. */
  static void unpack(Path folder) throws IOException {
    String name = resource(System.getProperty("os.name"), System.getProperty("os.arch"));
    try (InputStream packed = PostgresArchive.class.getResourceAsStream(name)) {
      if (packed == null) {
        throw new IOException("this build holds no PostgreSQL for this platform: " + name);
      }
      unpack(packed, folder);
    }
  }

  static String resource(String system, String processor) {
    String os = system.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
    String arch = processor.equals("aarch64") ? "arm_64" : "x86_64";
    return "/postgres-%s-%s.txz".formatted(os, arch);
  }

  private static void unpack(InputStream packed, Path folder) throws IOException {
    try (TarArchiveInputStream files = new TarArchiveInputStream(new XZInputStream(packed))) {
      for (TarArchiveEntry entry = files.getNextEntry();
          entry != null;
          entry = files.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("the archive leaves its folder: " + entry.getName());
        }
        write(files, entry, target);
      }
    }
  }

  private static void write(TarArchiveInputStream files, TarArchiveEntry entry, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else if (entry.isFile()) {
      Files.copy(files, target);
      if ((entry.getMode() & 0100) != 0) {
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    } else {
      throw new IOException("the archive holds something unexpected: " + entry.getName());
    }
  }
}
