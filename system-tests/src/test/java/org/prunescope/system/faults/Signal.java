package org.prunescope.system.faults;

import java.io.IOException;
import org.prunescope.standalone.process.ChildProcess;

/** What the system can send to a process. */
enum Signal {
  /** It stands still, its connections stay. */
  STOP,
  /** It goes on. */
  CONT,
  /** It is asked to end, as a cluster asks. */
  TERM,
  /** It crashes, as on memory that is not its own. */
  SEGV;

  void send(ChildProcess child) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name(), Long.toString(child.pid())).start().waitFor();
      if (code != 0) {
        throw new AssertionError("%s cannot be sent to %s".formatted(this, child.name()));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
