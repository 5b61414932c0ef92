package org.prunescope.standalone.gateway;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.prunescope.standalone.RefusedException;

/** A file that an answer is written to: what goes wrong with it is not the gateway's. */
final class TargetFile extends FilterOutputStream {
  private final Path file;

  TargetFile(Path file) {
    super(open(file));
    this.file = file;
  }

  private static OutputStream open(Path file) {
    try {
      return Files.newOutputStream(file);
    } catch (IOException e) {
      throw refused(file, e);
    }
  }

  @Override
  public void write(int one) {
    try {
      out.write(one);
    } catch (IOException e) {
      throw refused(file, e);
    }
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      throw refused(file, e);
    }
  }

  private static RefusedException refused(Path file, IOException e) {
    return new RefusedException(file + " cannot be written: " + e, e);
  }
}
