package org.prunescope.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(shown, true, UTF_8);

  @Test
  void writesPlainLinesWhereNobodyWatches() {
    Terminal terminal = new Terminal(out, false);

    terminal.live("1 of 2");
    terminal.live("2 of 2");
    terminal.follow("trainer", "done");

    assertThat(shown.toString(UTF_8)).isEqualTo("1 of 2\n2 of 2\ntrainer   | done\n");
  }

  @Test
  void replacesTheLiveLineAndColoursNothingButThePrefixOnATerminal() {
    Terminal terminal = new Terminal(out, true);

    terminal.live("1 of 2");
    terminal.live("2 of 2");
    terminal.say("done");
    terminal.follow("trainer", "done");

    assertThat(shown.toString(UTF_8))
        .startsWith("\r\u001b[2K1 of 2\r\u001b[2K2 of 2\r\u001b[2Kdone\n\u001b[")
        .endsWith("mtrainer   |\u001b[0m done\n");
  }

  /** What a terminal has broken into two lines is replaced in the second alone. */
  @Test
  void cutsALiveLineThatTheTerminalWouldBreak() {
    Terminal terminal = new Terminal(out, true, 10);

    terminal.live("123456789 and more");

    assertThat(shown.toString(UTF_8)).isEqualTo("\r\u001b[2K123456789");
  }
}
