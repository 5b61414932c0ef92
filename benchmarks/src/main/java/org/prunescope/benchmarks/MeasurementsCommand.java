package org.prunescope.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.prunescope.benchmarks.command.BenchmarkCommand;
import org.prunescope.metrics.algorithm.NeighbourSearch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Times the measurements, in turns with their peers where a Python is named. */
@Command(
    name = "measurements",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Times prediction depth's k-NN part, PIE counting and Q-Scores on made data, in turns with"
            + " scikit-learn, faiss and NumPy where a Python that has them is named.")
final class MeasurementsCommand extends BenchmarkCommand {
  @Option(names = "--peers", paramLabel = "PYTHON", description = "Python of the peers")
  private @Nullable String python;

  @Option(names = "--peer-script", paramLabel = "FILE", hidden = true)
  private Path script = Path.of("benchmarks/peers/measurements.py");

  @Option(names = "--only", paramLabel = "TASK", split = ",", description = "depth, pie, q")
  private Set<Task> tasks = EnumSet.allOf(Task.class);

  @Option(names = "--support", paramLabel = "N", description = "training images")
  private int support = 10_000;

  @Option(names = "--queries", paramLabel = "N", description = "test images of k-NN")
  private int queries = 2_000;

  @Option(names = "--models", paramLabel = "N", description = "networks of a population")
  private int models = 30;

  @Option(names = "--samples", paramLabel = "N", description = "test images of PIE and Q-Score")
  private int samples = 10_000;

  @Option(names = "--rounds", paramLabel = "N", description = "after one to warm up")
  private int rounds = 7;

  @Option(names = "--threads", paramLabel = "N", description = "on each side")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description = "prunescope.metrics.neighbour-memory")
  private int memory = 64;

  @Option(names = "--seed", paramLabel = "SEED")
  private long seed = 1;

  @Override
  public Integer call() throws IOException {
    check(rounds >= 1, "--rounds must be at least 1");
    Sizes sizes = new Sizes(support, queries, models, samples);
    MadeData data = MadeData.of(sizes, seed);
    NeighbourSearch search = new NeighbourSearch(threads, (long) memory << 20);
    out(
        "Java %s, %d threads, seed %d"
            .formatted(System.getProperty("java.version"), threads, seed));
    if (python == null) {
      tasks.forEach(task -> alone(task, data, search));
    } else {
      beside(python, data, search);
    }
    peakMemory().ifPresent(peak -> out("peak memory of this process: " + peak));
    return 0;
  }

  private void alone(Task task, MadeData data, NeighbourSearch search) {
    title(task);
    Spread seconds = Duel.alone(() -> task.run(data, search), rounds);
    out("  %-20s %s".formatted("Prunescope", milliseconds(seconds)));
  }

  private void beside(String python, MadeData data, NeighbourSearch search) throws IOException {
    Path folder = Files.createTempDirectory("prunescope-benchmark");
    try {
      data.write(folder);
      List<String> command =
          List.of(python, script.toString(), folder.toString(), Integer.toString(threads));
      try (Peers peers = Peers.start(command, threads, Peers.Allocator.DEFAULT)) {
        out(peers.versions());
        for (Task task : tasks) {
          title(task);
          for (String peer : task.peers()) {
            Optional<Duel<double[]>> duel =
                Duel.fight(
                    () -> Duel.timed(() -> task.run(data, search)),
                    () -> peerRun(peers, task, peer, folder),
                    rounds);
            String line = duel.map(fought -> line(fought, task, peer)).orElse("not installed");
            out("  %-20s %s".formatted(peer, line));
          }
        }
      }
    } finally {
      delete(folder);
    }
  }

  private static Optional<Duel.Run<double[]>> peerRun(
      Peers peers, Task task, String peer, Path folder) {
    Path result = folder.resolve("result.f64");
    return peers.run(
        "%s %s %s".formatted(task.name().toLowerCase(Locale.ROOT), peer, result),
        () -> doubles(result));
  }

  private static double[] doubles(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      double[] values = new double[bytes.remaining() / Double.BYTES];
      bytes.asDoubleBuffer().get(values);
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void title(Task task) {
    out(
        switch (task) {
          case DEPTH -> "%s: %d support, %d queries".formatted(task.title(), support, queries);
          case PIE -> "%s: two populations of %d x %d".formatted(task.title(), models, samples);
          case Q ->
              "%s: %d x %d x %d".formatted(task.title(), models, samples, MadeData.LATENT_WIDTH);
        });
  }

  private static String line(Duel<double[]> duel, Task task, String peer) {
    return "%s  Prunescope %s  ratio %s%s"
        .formatted(
            milliseconds(duel.theirs()),
            milliseconds(duel.ours()),
            duel.ratioText(2, 1),
            task.differences(duel.own(), duel.other(), peer)
                .map(n -> "  differing results " + n)
                .orElse(""));
  }

  private static String milliseconds(Spread seconds) {
    return "%.1f ms (%.1f to %.1f)"
        .formatted(seconds.median() * 1e3, seconds.lower() * 1e3, seconds.upper() * 1e3);
  }

  /** Where the system says it, as Linux does. */
  private static Optional<String> peakMemory() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .map(line -> line.substring("VmHWM:".length()).strip())
          .findFirst();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
