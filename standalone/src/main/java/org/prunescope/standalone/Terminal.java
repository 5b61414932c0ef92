package org.prunescope.standalone;

import java.io.PrintStream;
import java.util.List;

/**
 * Where the launcher speaks to a person: plain lines, coloured prefixes and one live line where a
 * terminal shows them.
 */
public final class Terminal {
  private static final List<String> COLOURS = List.of("36", "33", "32", "35", "34", "31");
  private static final int PREFIX_WIDTH = 9;
  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final PrintStream out;
  private final boolean isInteractive;
  private boolean isLive;

  public Terminal(PrintStream out, boolean isInteractive) {
    this.out = out;
    this.isInteractive = isInteractive;
  }

  /** Standard output; the script says whether it is a terminal. NO_COLOR turns all of it off. */
  public static Terminal standard() {
    boolean isTerminal = "true".equals(System.getenv("PRUNESCOPE_TERMINAL"));
    return new Terminal(System.out, isTerminal && System.getenv("NO_COLOR") == null);
  }

  public boolean isInteractive() {
    return isInteractive;
  }

  public synchronized void say(String line) {
    endLive();
    out.println(line);
    out.flush();
  }

  /** A line that a process said, after the process's name. */
  public synchronized void follow(String process, String line) {
    endLive();
    String prefix = ("%-" + PREFIX_WIDTH + "s |").formatted(process);
    if (isInteractive) {
      String colour = COLOURS.get(Math.floorMod(process.hashCode(), COLOURS.size()));
      prefix = "\u001b[" + colour + "m" + prefix + "\u001b[0m";
    }
    out.println(prefix + " " + line);
    out.flush();
  }

  /** Replaces the live line; elsewhere than on a terminal it is a line as any other. */
  public synchronized void live(String line) {
    if (isInteractive) {
      out.print(CLEAR_LINE + line);
      isLive = true;
    } else {
      out.println(line);
    }
    out.flush();
  }

  private void endLive() {
    if (isLive) {
      out.print(CLEAR_LINE);
      isLive = false;
    }
  }
}
