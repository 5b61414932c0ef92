package org.prunescope.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The machine's own kubectl, which renders without a cluster. A test on a machine without one is
 * aborted and says so.
 */
final class Kubectl {
  private static final String VARIABLE = "PRUNESCOPE_KUBECTL";

  private Kubectl() {}

  /** What kustomize said against it. */
  static final class NotRenderedException extends Exception {
    private static final long serialVersionUID = 1;

    NotRenderedException(String message) {
      super(message);
    }
  }

  /** The objects of a folder as kustomize puts them together. */
  static String kustomize(Path folder)
      throws IOException, InterruptedException, NotRenderedException {
    Optional<Path> executable = find();
    assumeTrue(
        executable.isPresent(), "not run: there is no kubectl; name one in %s".formatted(VARIABLE));
    Process process =
        new ProcessBuilder(executable.orElseThrow().toString(), "kustomize", folder.toString())
            .start();
    process.getOutputStream().close();
    CompletableFuture<String> complaint =
        CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
    String rendered = read(process.getInputStream());
    if (process.waitFor() != 0) {
      throw new NotRenderedException("does not render: " + complaint.join().strip());
    }
    return rendered;
  }

  private static String read(java.io.InputStream stream) {
    try {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Optional<Path> find() {
    Stream<Path> onPath =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(folder -> Path.of(folder, "kubectl"));
    return Stream.concat(
            Optional.ofNullable(System.getenv(VARIABLE)).map(Path::of).stream(), onPath)
        .filter(Files::isExecutable)
        .findFirst();
  }
}
