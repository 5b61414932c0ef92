package org.prunescope.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A program of the machine's own. A test on a machine without it is aborted and says so.
 *
 * @param name as it is looked for on the path, unless a variable {@code PRUNESCOPE_NAME} says where
 *     it is
 */
record Program(String name) {
  static final Program KUBECTL = new Program("kubectl");
  static final Program PROMTOOL = new Program("promtool");

  /** What a program said against what it was given. */
  static final class FailedException extends Exception {
    private static final long serialVersionUID = 1;

    FailedException(String message) {
      super(message);
    }
  }

  /** Runs it to its end and returns what it wrote to its output. */
  String run(String... arguments) throws IOException, InterruptedException, FailedException {
    Optional<Path> executable = find();
    assumeTrue(
        executable.isPresent(),
        "not run: there is no %s; name one in %s".formatted(name, variable()));
    List<String> command = new ArrayList<>(List.of(executable.orElseThrow().toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    CompletableFuture<String> complaint =
        CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
    String output = read(process.getInputStream());
    if (process.waitFor() != 0) {
      throw new FailedException("%s fails: %s".formatted(name, complaint.join().strip()));
    }
    return output;
  }

  private static String read(InputStream stream) {
    try {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String variable() {
    return "PRUNESCOPE_" + name.toUpperCase(Locale.ROOT);
  }

  private Optional<Path> find() {
    Stream<Path> onPath =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(folder -> Path.of(folder, name));
    return Stream.concat(
            Optional.ofNullable(System.getenv(variable())).map(Path::of).stream(), onPath)
        .filter(Files::isExecutable)
        .findFirst();
  }
}
