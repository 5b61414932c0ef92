package org.prunescope.contract.process;

import java.io.IOException;
import java.io.InputStream;

/**
 * Ends this process when its standard input ends, so that no service outlives the launcher that
 * started it, however the launcher died.
 *
 * <p>A service calls {@link #start()} once as it starts. Nothing happens unless the launcher asked
 * for it with the environment variable {@value #VARIABLE}{@code =true}: in a container standard
 * input is closed from the beginning.
 */
public final class ParentWatch {
  public static final String VARIABLE = "PRUNESCOPE_EXIT_WITH_PARENT";

  private ParentWatch() {}

  /**
   * Begins to watch where the launcher asked for it; the end is an orderly {@code System.exit(0)}.
   */
  public static void start() {
    if ("true".equals(System.getenv(VARIABLE))) {
      start(System.in, () -> System.exit(0));
    }
  }

  static Thread start(InputStream parent, Runnable exit) {
    return Thread.ofPlatform()
        .daemon()
        .name("parent-watch")
        .start(
            () -> {
              awaitEnd(parent);
              exit.run();
            });
  }

  private static void awaitEnd(InputStream parent) {
    byte[] ignored = new byte[256];
    try {
      while (parent.read(ignored) >= 0) {
        // What the parent says does not matter, only that it is there.
      }
    } catch (IOException e) {
      // A broken pipe says the same as an ended one: the parent is gone.
    }
  }
}
