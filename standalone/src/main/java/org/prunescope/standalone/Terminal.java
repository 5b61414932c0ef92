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
  private static final int COLUMNS = 80;
  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final PrintStream out;
  private final boolean isInteractive;
  private final int columns;
  private boolean isLive;

  public Terminal(PrintStream out, boolean isInteractive) {
    this(out, isInteractive, COLUMNS);
  }

  /**
   * A place to speak.
   *
   * @param columns how many characters a line of the terminal has, at least 1
   */
  public Terminal(PrintStream out, boolean isInteractive, int columns) {
    this.out = out;
    this.isInteractive = isInteractive;
    this.columns = columns;
  }

  /** Standard output; the script says whether it is a terminal. NO_COLOR turns all of it off. */
  public static Terminal standard() {
    boolean isTerminal = "true".equals(System.getenv("PRUNESCOPE_TERMINAL"));
    return new Terminal(
        System.out, isTerminal && System.getenv("NO_COLOR") == null, columns("PRUNESCOPE_COLUMNS"));
  }

  private static int columns(String variable) {
    String text = System.getenv(variable);
    return text != null && text.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(text) : COLUMNS;
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

  /**
   * Replaces the live line, cut where the terminal's would break: only one can be replaced.
   * Elsewhere than on a terminal it is a line as any other.
   */
  public synchronized void live(String line) {
    if (isInteractive) {
      out.print(CLEAR_LINE + line.substring(0, Math.min(line.length(), columns - 1)));
      isLive = true;
    } else {
      out.println(line);
    }
    out.flush();
  }

  /** Leaves no live line behind: what is said elsewhere begins on a line of its own. */
  public synchronized void endLive() {
    if (isLive) {
      out.print(CLEAR_LINE);
      isLive = false;
    }
  }
}
