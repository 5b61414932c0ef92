package org.prunescope.standalone.client;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** What a command prints: lines, or an answer as it came. */
record Console(PrintWriter out) {
  static Console of(CommandSpec spec) {
    return new Console(spec.commandLine().getOut());
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  void say(List<String> lines) {
    lines.forEach(this::say);
  }

  void pass(byte[] answer) {
    String text = new String(answer, StandardCharsets.UTF_8);
    out.print(text);
    if (!text.endsWith("\n")) {
      out.println();
    }
    out.flush();
  }
}
