package org.prunescope.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A long-lived process of one of the scripts in peers/, which answers a line with a line. */
final class Peers implements AutoCloseable {
  private static final List<String> THREAD_SETTINGS =
      List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS");
  private static final List<String> ALLOCATORS = List.of("LD_PRELOAD", "GLIBC_TUNABLES");
  // Set, these may keep OpenBLAS from the kernels that are best for the processor.
  private static final List<String> HANDICAPS = List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter requests;
  private final String versions;

  private Peers(Process process) throws IOException {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.versions = line();
  }

  /**
   * Starts it.
   *
   * @param command Python, the script and its arguments
   * @param threads that its libraries may use
   * @param allocator whether it inherits how memory is allocated here, or starts with the defaults
   */
  static Peers start(List<String> command, int threads, Allocator allocator) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    Map<String, String> environment = builder.environment();
    THREAD_SETTINGS.forEach(name -> environment.put(name, Integer.toString(threads)));
    HANDICAPS.forEach(environment::remove);
    if (allocator == Allocator.DEFAULT) {
      environment.keySet().removeIf(name -> name.startsWith("MALLOC_"));
      environment.keySet().removeAll(ALLOCATORS);
    }
    return new Peers(builder.start());
  }

  /** How a process allocates memory. */
  enum Allocator {
    /** As in this process: what start-service has set. */
    INHERITED,
    DEFAULT
  }

  String versions() {
    return versions;
  }

  /**
   * Runs a task once; empty where the peer is not installed.
   *
   * @param result reads what the run has left
   */
  <R> Optional<Duel.Run<R>> run(String request, Supplier<R> result) {
    try {
      requests.write(request + "\n");
      requests.flush();
      String answer = line();
      return answer.startsWith("missing ")
          ? Optional.empty()
          : Optional.of(new Duel.Run<>(Double.parseDouble(answer), result.get()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }

  private String line() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the peers' process ended; what it said is above");
    }
    return line;
  }
}
