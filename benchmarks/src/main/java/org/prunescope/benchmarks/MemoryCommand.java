package org.prunescope.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.prunescope.benchmarks.command.BenchmarkCommand;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.network.WideResNet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

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

  @Option(names = "--task", paramLabel = "TASK", description = "cross_entropy or supcon")
  private TrainingTask task = TrainingTask.CROSS_ENTROPY;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "of a step, 2 to 8192; supcon makes two views of each; default: 128 or 256")
  private int images;

  @Option(names = "--steps", paramLabel = "N", description = "at least 10")
  private int steps = 500;

  @Option(names = "--depth", paramLabel = "N", description = "of the Wide ResNet, 6n + 4")
  private int depth = 16;

  @Option(names = "--widen", paramLabel = "N", description = "of the Wide ResNet")
  private int widen = 2;

  @Option(names = "--threads", paramLabel = "N", description = "that compute, at least 1")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() throws IOException {
    int batch = images == 0 ? task.images() : images;
    if (task == TrainingTask.INFERENCE || steps < READINGS || threads < 1 || batch < 2) {
      throw new ParameterException(
          commandLine(),
          "--task must be cross_entropy or supcon, --steps at least %d, --threads at least 1, --images at least 2"
              .formatted(READINGS));
    }
    WideResNet architecture = new WideResNet(depth, widen);
    out(
        "%s, %s, %d images a step, %d steps, %d threads"
            .formatted(architecture.displayName(), task.text(), batch, steps, threads));
    double[] held = new double[READINGS];
    try (TrainedNetwork network =
        new TrainedNetwork(
            task, batch, architecture, Noise.split(CIFAR_10), Precision.FLOAT32, threads)) {
      for (int i = 0; i < READINGS; i++) {
        int done = i * steps / READINGS;
        network.onAugmented((i + 1) * steps / READINGS - done);
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
