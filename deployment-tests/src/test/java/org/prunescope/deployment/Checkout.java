package org.prunescope.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of this repository. */
final class Checkout {
  /** Tests run in their module's folder. */
  static final Path ROOT = Path.of("").toAbsolutePath().resolve("..").normalize();

  private Checkout() {}

  static String text(String path) {
    return text(ROOT.resolve(path));
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
