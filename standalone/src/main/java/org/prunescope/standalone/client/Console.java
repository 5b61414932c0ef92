package org.prunescope.standalone.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** What a command prints: lines, or an answer as it came. */
record Console(PrintWriter out) {
  private static final int PART = 1 << 13;

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

  /** Prints an answer while it comes, and ends its last line. */
  void pass(InputStream answer) throws IOException {
    Reader text = new InputStreamReader(answer, StandardCharsets.UTF_8);
    char[] part = new char[PART];
    char last = '\n';
    for (int read = text.read(part); read >= 0; read = text.read(part)) {
      out.write(part, 0, read);
      last = part[read - 1];
    }
    if (last != '\n') {
      out.println();
    }
    out.flush();
  }
}
