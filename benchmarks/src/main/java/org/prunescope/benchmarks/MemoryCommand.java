package org.prunescope.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.prunescope.benchmarks.command.BenchmarkCommand;
import org.prunescope.benchmarks.command.NetworkOptions;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.network.WideResNet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains for many updates and watches the memory that the process holds. */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Trains a Wide ResNet on as many images as CIFAR-10 has, as a trainer does, and says how"
            + " much memory the process holds (RSS), ten times on the way. Linux only.")
final class MemoryCommand extends BenchmarkCommand {
  private static final int CIFAR_10 = 50_000;
  private static final int READINGS = 10;
  private static final double KIB_IN_GIB = 1 << 20;
  private static final Path STATUS = Path.of("/proc/self/status");

  @Option(
      names = "--task",
      paramLabel = "TASK",
      converter = TrainingTask.Named.class,
      description = "cross-entropy or supcon")
  private TrainingTask task = TrainingTask.CROSS_ENTROPY;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "of a step, 2 to 8192; supcon makes two views of each; default: 128 or 256")
  private int images;

  @Option(names = "--steps", paramLabel = "N", description = "at least 10")
  private int steps = 500;

  @Mixin private final NetworkOptions network = new NetworkOptions(16, 2);

  @Option(names = "--threads", paramLabel = "N", description = "that compute, at least 1")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() throws IOException {
    int batch = images == 0 ? task.images() : images;
    check(task != TrainingTask.INFERENCE, "--task must be cross-entropy or supcon");
    check(steps >= READINGS, "--steps must be at least " + READINGS);
    check(threads >= 1, "--threads must be at least 1");
    check(batch >= 2, "--images must be at least 2");
    WideResNet architecture = network.architecture();
    out(
        "%s, %s, %d images a step, %d steps, %d threads"
            .formatted(architecture.displayName(), task.text(), batch, steps, threads));
    double[] held = new double[READINGS];
    try (TrainedNetwork trained =
        new TrainedNetwork(
            task, batch, architecture, Noise.split(CIFAR_10), Precision.FLOAT32, threads)) {
      for (int i = 0; i < READINGS; i++) {
        int done = i * steps / READINGS;
        trained.onAugmented((i + 1) * steps / READINGS - done);
        held[i] = memory("VmRSS");
        out("  after %6d steps %.3f GiB".formatted((i + 1) * steps / READINGS, held[i]));
      }
    }
    double warm = held[0];
    double farthest =
        IntStream.range(1, READINGS).mapToDouble(i -> Math.abs(held[i] / warm - 1)).max().orElse(0);
    out(
        "  farthest from the first reading %.1f %%, most ever held %.3f GiB"
            .formatted(100 * farthest, memory("VmHWM")));
    return 0;
  }

  /** GiB. */
  private static double memory(String name) throws IOException {
    return Files.readAllLines(STATUS).stream()
            .filter(line -> line.startsWith(name + ":"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow(() -> new IOException(STATUS + " has no " + name))
        / KIB_IN_GIB;
  }
}
