package org.prunescope.system.faults;

import java.io.IOException;
import org.prunescope.standalone.process.ChildProcess;

/** What a running process may have no more of than so many bytes. */
enum Limit {
  /** Of one file: stands in for a disk that is full. */
  FILE("fsize"),
  /** Of everything that it maps: stands in for memory that is used up. */
  ADDRESS_SPACE("as");

  private final String resource;

  Limit(String resource) {
    this.resource = resource;
  }

  void set(ChildProcess child, long bytes) {
    set(child, Long.toString(bytes));
  }

  void lift(ChildProcess child) {
    set(child, "unlimited");
  }

  private void set(ChildProcess child, String bytes) {
    try {
      int code =
          new ProcessBuilder(
                  "prlimit",
                  "--pid",
                  Long.toString(child.pid()),
                  "--%s=%s:".formatted(resource, bytes))
              .inheritIO()
              .start()
              .waitFor();
      if (code != 0) {
        throw new AssertionError("%s of %s cannot be limited".formatted(this, child.name()));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
