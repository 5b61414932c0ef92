package org.prunescope.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The long-lived process of peers/measurements.py, with the same data and number of threads. */
final class Peers implements AutoCloseable {
  private static final List<String> THREAD_SETTINGS =
      List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS");
  // Set, these may keep OpenBLAS from the kernels that are best for the processor.
  private static final List<String> HANDICAPS = List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter requests;
  private final Path result;
  private final String versions;

  /** A result with the seconds that the task took. */
  record Answer(double seconds, double[] result) {}

  private Peers(Process process, Path folder) throws IOException {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.result = folder.resolve("result.f64");
    this.versions = line();
  }

  /**
   * Starts it.
   *
   * @param command Python and the script
   * @param folder that holds the data
   */
  static Peers start(List<String> command, Path folder, int threads) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.command().add(folder.toString());
    builder.command().add(Integer.toString(threads));
    Map<String, String> environment = builder.environment();
    THREAD_SETTINGS.forEach(name -> environment.put(name, Integer.toString(threads)));
    HANDICAPS.forEach(environment::remove);
    return new Peers(builder.start(), folder);
  }

  String versions() {
    return versions;
  }

  /** Runs a task once; empty where the peer is not installed. */
  Optional<Answer> run(Task task, String peer) {
    try {
      requests.write("%s %s %s\n".formatted(taskName(task), peer, result));
      requests.flush();
      String answer = line();
      if (answer.startsWith("missing ")) {
        return Optional.empty();
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(result)).order(ByteOrder.LITTLE_ENDIAN);
      double[] values = new double[bytes.remaining() / Double.BYTES];
      bytes.asDoubleBuffer().get(values);
      return Optional.of(new Answer(Double.parseDouble(answer), values));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }

  private static String taskName(Task task) {
    return switch (task) {
      case DEPTH -> "depth";
      case PIE -> "pie";
      case Q -> "q";
    };
  }

  private String line() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the peers' process ended; what it said is above");
    }
    return line;
  }
}
