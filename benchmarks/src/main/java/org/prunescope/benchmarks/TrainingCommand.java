package org.prunescope.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.prunescope.benchmarks.command.BenchmarkCommand;
import org.prunescope.benchmarks.command.NetworkOptions;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.WideResNet;
import org.prunescope.dataset.Split;
import org.prunescope.network.ComputeDevice;
import org.prunescope.network.EvaluationNetwork;
import org.prunescope.network.ImageBatch;
import org.prunescope.network.NetworkState;
import org.prunescope.network.ThisProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times training and inference, in turns with PyTorch where a Python is named. */
@Command(
    name = "training",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Times updates of a Wide ResNet, in bfloat16 too, its inference with taps, and the"
            + " augmentation of its images, in turns with PyTorch where a Python that has it is"
            + " named.")
final class TrainingCommand extends BenchmarkCommand {
  private static final int IMAGES = 2_048;

  @Option(names = "--peers", paramLabel = "PYTHON", description = "Python that has PyTorch")
  private @Nullable String python;

  @Option(names = "--peer-script", paramLabel = "FILE", hidden = true)
  private Path script = Path.of("benchmarks/peers/training.py");

  @Option(
      names = "--only",
      paramLabel = "TASK",
      split = ",",
      converter = TrainingTask.Named.class,
      description = "cross-entropy, supcon, inference")
  private Set<TrainingTask> tasks = EnumSet.allOf(TrainingTask.class);

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu or gpu, of both sides; gpu takes a build with -Pcuda")
  private ComputeDevice device = ComputeDevice.CPU;

  @Mixin private final NetworkOptions network = new NetworkOptions(16, 2);

  @Option(names = "--rounds", paramLabel = "N", description = "after one to warm up")
  private int rounds = 9;

  @Option(names = "--threads", paramLabel = "N", description = "on each side")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--side-by-side",
      paramLabel = "N",
      description = "runs of one thread each at the same time, beside one of them alone")
  private int sideBySide = 2;

  @Override
  public Integer call() throws IOException {
    check(rounds >= 1, "--rounds must be at least 1");
    check(threads >= 1, "--threads must be at least 1");
    check(sideBySide >= 1, "--side-by-side must be at least 1");
    WideResNet architecture = network.architecture();
    ThisProcess.computeOn(device, "--device");
    out(
        "%s, Java %s, %d threads, on %s"
            .formatted(
                architecture.displayName(),
                System.getProperty("java.version"),
                threads,
                ThisProcess.numericEnvironment(Precision.FLOAT32, threads).device()));
    if (python == null) {
      measure(architecture, List.of());
      return 0;
    }
    List<String> command =
        List.of(
            python,
            script.toString(),
            Integer.toString(architecture.depth()),
            Integer.toString(architecture.widen()),
            Integer.toString(threads),
            device == ComputeDevice.GPU ? "cuda" : "cpu");
    try (Peers tuned = Peers.start(command, threads, Peers.Allocator.INHERITED);
        Peers untuned = Peers.start(command, threads, Peers.Allocator.DEFAULT)) {
      out(tuned.versions());
      List<Rival> rivals =
          List.of(
              new Rival("channels-last, this allocator", "channels-last", Precision.FLOAT32, tuned),
              new Rival("defaults", "defaults", Precision.FLOAT32, untuned),
              new Rival("bfloat16, the first otherwise", "bfloat16", Precision.BFLOAT16, tuned));
      measure(architecture, rivals);
    }
    return 0;
  }

  /**
   * PyTorch with some settings.
   *
   * @param settings as peers/training.py calls them
   */
  private record Rival(String title, String settings, Precision precision, Peers process) {}

  private void measure(WideResNet architecture, List<Rival> rivals) {
    Split split = Noise.split(IMAGES);
    for (TrainingTask task : tasks) {
      if (task == TrainingTask.INFERENCE) {
        measureInference(architecture, rivals);
      } else {
        measureTraining(task, architecture, split, rivals);
        measureBfloat16(task, architecture, split, rivals);
        measureSideBySide(task, architecture, split);
      }
    }
  }

  private void measureInference(WideResNet architecture, List<Rival> rivals) {
    TrainingTask task = TrainingTask.INFERENCE;
    NetworkState state = NetworkState.initial(architecture, new Head.Classifier(Noise.CLASSES), 0);
    ImageBatch images =
        new ImageBatch(Noise.pixels(task.images()), task.images(), Split.SIDE, Split.SIDE);
    try (EvaluationNetwork network = EvaluationNetwork.load(state, threads)) {
      title(task, "with taps");
      beside(task, in(Precision.FLOAT32, rivals), () -> infer(network, images, task.steps()));
    }
  }

  private void measureTraining(
      TrainingTask task, WideResNet architecture, Split split, List<Rival> rivals) {
    try (TrainedNetwork network =
        new TrainedNetwork(task, task.images(), architecture, split, Precision.FLOAT32, threads)) {
      title(task, task.learning().views() == 1 ? "" : "x 2 views");
      beside(task, in(Precision.FLOAT32, rivals), () -> network.onOneBatch(task.steps()));
      Duel<Double> augmented =
          Duel.fight(
                  () -> Duel.timed(() -> network.onAugmented(task.steps())),
                  () -> Optional.of(Duel.timed(() -> network.onOneBatch(task.steps()))),
                  rounds)
              .orElseThrow();
      out(
          "  with %s augmentation %s  ratio to one batch again and again %s"
              .formatted(
                  task.augmentation(), speed(task, augmented.ours()), augmented.ratioText(3, 1)));
      Spread augmentation = Duel.alone(() -> network.augment(task.steps()), rounds);
      out("  augmentation alone %s".formatted(speed(task, augmentation)));
    }
  }

  private void measureBfloat16(
      TrainingTask task, WideResNet architecture, Split split, List<Rival> rivals) {
    if (!ThisProcess.precisions().contains(Precision.BFLOAT16)) {
      out(
          "  bfloat16: not here, it takes training on an x86 processor with avx512_bf16 or amx_bf16");
      return;
    }
    try (TrainedNetwork single =
            new TrainedNetwork(
                task, task.images(), architecture, split, Precision.FLOAT32, threads);
        TrainedNetwork half =
            new TrainedNetwork(
                task, task.images(), architecture, split, Precision.BFLOAT16, threads)) {
      Duel<Double> duel =
          Duel.fight(
                  () -> Duel.timed(() -> half.onOneBatch(task.steps())),
                  () -> Optional.of(Duel.timed(() -> single.onOneBatch(task.steps()))),
                  rounds)
              .orElseThrow();
      out(
          "  bfloat16 %s  ratio to float32 %s"
              .formatted(speed(task, duel.ours()), duel.ratioText(3, 1)));
      List<Rival> alike = in(Precision.BFLOAT16, rivals);
      if (!alike.isEmpty()) {
        beside(task, alike, () -> half.onOneBatch(task.steps()));
      }
    }
  }

  private static List<Rival> in(Precision precision, List<Rival> rivals) {
    return rivals.stream().filter(rival -> rival.precision == precision).toList();
  }

  private void measureSideBySide(TrainingTask task, WideResNet architecture, Split split) {
    try (SideBySide runs =
        new SideBySide(
            () ->
                new TrainedNetwork(task, task.images(), architecture, split, Precision.FLOAT32, 1),
            sideBySide)) {
      Duel<Double> duel =
          Duel.fight(
                  () -> Duel.timed(() -> runs.train(sideBySide, task.steps())),
                  () -> Optional.of(Duel.timed(() -> runs.train(1, task.steps()))),
                  rounds)
              .orElseThrow();
      out(
          "  %d runs side by side, one thread each: %s times one run of one thread"
              .formatted(sideBySide, duel.ratioText(2, sideBySide)));
    }
  }

  /** Ours alone, or in turns with each rival. */
  private void beside(TrainingTask task, List<Rival> rivals, Duel.Work<Double> work) {
    if (rivals.isEmpty()) {
      out("  Prunescope %s".formatted(speed(task, Duel.alone(work, rounds))));
    }
    for (Rival rival : rivals) {
      String request =
          "%s %d %d %s".formatted(task.text(), task.images(), task.steps(), rival.settings);
      String line =
          Duel.fight(
                  () -> Duel.timed(work),
                  () -> rival.process.run(request, () -> Double.NaN),
                  rounds)
              .map(
                  duel ->
                      "%s  Prunescope %s  ratio %s"
                          .formatted(
                              speed(task, duel.theirs()),
                              speed(task, duel.ours()),
                              duel.ratioText(3, 1)))
              .orElse("not installed");
      out("  PyTorch, %-30s %s".formatted(rival.title, line));
    }
  }

  private static double infer(EvaluationNetwork network, ImageBatch images, int steps) {
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      sum += network.evaluateWithTaps(images).logits()[0][0];
    }
    return sum;
  }

  private static String speed(TrainingTask task, Spread seconds) {
    return "%.0f images/s (%.0f to %.0f)"
        .formatted(
            task.views() / seconds.median(),
            task.views() / seconds.upper(),
            task.views() / seconds.lower());
  }

  private void title(TrainingTask task, String detail) {
    out("%s, %d images a step %s".formatted(task.text(), task.images(), detail).strip());
  }
}
