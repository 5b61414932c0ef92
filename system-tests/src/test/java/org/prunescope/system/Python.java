package org.prunescope.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.prunescope.standalone.stack.Installation;

/**
 * The Python of a person who reads results: the one that {@value #VARIABLE} names, else {@code
 * python3}. Prunescope does not depend on one: a test that has none is aborted and says so.
 */
final class Python {
  static final String VARIABLE = "PRUNESCOPE_PYTHON";
  private static final int MINUTES = 5;

  private final String executable;

  private Python(String executable) {
    this.executable = executable;
  }

  /** A script's end. */
  record Result(int exitCode, String output) {}

  /** The Python, if it has these modules; else the test is aborted. */
  static Python with(String... modules) {
    Python python = new Python(Objects.requireNonNullElse(System.getenv(VARIABLE), "python3"));
    String imports = "import " + String.join(", ", modules);
    String found;
    try {
      Result probed = python.execute(List.of("-c", imports));
      found = probed.exitCode() == 0 ? "" : probed.output();
    } catch (IOException e) {
      found = String.valueOf(e.getMessage());
    }
    assumeTrue(
        found.isEmpty(),
        "not run: %s cannot %s; name a Python that can in %s. It says: %s"
            .formatted(python.executable, imports, VARIABLE, found));
    return python;
  }

  /** Runs a script of the repository to its end. */
  Result run(String script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Installation.around(Path.of("")).root().resolve(script).toString());
    command.addAll(Arrays.asList(arguments));
    return execute(command);
  }

  private Result execute(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(executable, "-B"));
    command.addAll(arguments);
    Path output = Files.createTempFile("python", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("still running after %d minutes: %s".formatted(MINUTES, command));
      }
      return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      Files.delete(output);
    }
  }
}
