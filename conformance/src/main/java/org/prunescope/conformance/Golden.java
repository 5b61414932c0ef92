package org.prunescope.conformance;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Runs every case of a folder: a line each, the counts at the end. */
public final class Golden {
  private Golden() {}

  /** How many cases ended how. */
  public record Counts(int passed, int failed) {}

  /**
   * Runs the folder named by the only argument. Exit status 0 where no case failed, 1 where one
   * did, 2 where the folder cannot be read.
   */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (arguments.length != 1) {
      out.println("usage: prunescope golden DIR, a folder with cases.json and NAME.safetensors");
      System.exit(2);
    }
    try {
      System.exit(run(Path.of(arguments[0]), out).failed() == 0 ? 0 : 1);
    } catch (IOException e) {
      out.println("cannot read golden cases from " + arguments[0] + ": " + e.getMessage());
      System.exit(2);
    }
  }

  /** Runs every case of the folder and prints its line. */
  public static Counts run(Path path, PrintStream out) throws IOException {
    GoldenFolder folder = GoldenFolder.open(path);
    int passed = 0;
    int failed = 0;
    for (String name : folder.names()) {
      Outcome outcome = run(folder, name);
      switch (outcome) {
        case Outcome.Passed ignored -> passed++;
        case Outcome.Failed ignored -> failed++;
      }
      out.printf("%-6s %-30s %s%n", label(outcome), name, outcome.line());
    }
    out.println(passed + " passed, " + failed + " failed");
    return new Counts(passed, failed);
  }

  private static Outcome run(GoldenFolder folder, String name) {
    try {
      return Checks.of(name).check(folder.read(name));
    } catch (RuntimeException e) {
      return new Outcome.Failed(e.toString());
    }
  }

  private static String label(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Passed ignored -> "passed";
      case Outcome.Failed ignored -> "FAILED";
    };
  }
}
