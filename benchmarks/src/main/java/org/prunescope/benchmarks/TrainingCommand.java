package org.prunescope.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.WideResNet;
import org.prunescope.dataset.Split;
import org.prunescope.network.EvaluationNetwork;
import org.prunescope.network.ImageBatch;
import org.prunescope.network.NetworkState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times training and inference, in turns with PyTorch where a Python is named. */
@Command(
    name = "training",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Times updates of a Wide ResNet, its inference with taps, and the augmentation of its"
            + " images, in turns with PyTorch where a Python that has it is named.")
final class TrainingCommand implements Callable<Integer> {
  private static final int CLASSES = 10;

  /** Noise takes as long as pictures. */
  private static final int SPLIT = 2_048;

  @Option(names = "--peers", paramLabel = "PYTHON", description = "Python that has PyTorch")
  private @Nullable String python;

  @Option(names = "--peer-script", paramLabel = "FILE", hidden = true)
  private Path script = Path.of("benchmarks/peers/training.py");

  @Option(
      names = "--only",
      paramLabel = "TASK",
      split = ",",
      description = "cross_entropy, supcon, inference")
  private Set<TrainingTask> tasks = EnumSet.allOf(TrainingTask.class);

  @Option(names = "--depth", paramLabel = "N", description = "of the Wide ResNet, 6n + 4")
  private int depth = 16;

  @Option(names = "--widen", paramLabel = "N", description = "of the Wide ResNet")
  private int widen = 2;

  @Option(names = "--rounds", paramLabel = "N", description = "after one to warm up")
  private int rounds = 9;

  @Option(names = "--threads", paramLabel = "N", description = "on each side")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--side-by-side",
      paramLabel = "N",
      description = "runs of one thread each at the same time, beside one of them alone")
  private int sideBySide = 2;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (rounds < 1 || threads < 1 || sideBySide < 1) {
      throw new IllegalArgumentException(
          "--rounds, --threads and --side-by-side must be at least 1, not %d, %d and %d"
              .formatted(rounds, threads, sideBySide));
    }
    WideResNet architecture = new WideResNet(depth, widen);
    out(
        "%s, Java %s, %d threads"
            .formatted(architecture.displayName(), System.getProperty("java.version"), threads));
    if (python == null) {
      measure(architecture, List.of());
      return 0;
    }
    List<String> command = List.of(python, script.toString(), "" + depth, "" + widen, "" + threads);
    try (Peers tuned = Peers.start(command, threads, Peers.Allocator.INHERITED);
        Peers untuned = Peers.start(command, threads, Peers.Allocator.DEFAULT)) {
      out(tuned.versions());
      List<Rival> rivals =
          List.of(
              new Rival("channels-last, this allocator", "channels-last", tuned),
              new Rival("defaults", "defaults", untuned));
      measure(architecture, rivals);
    }
    return 0;
  }

  /**
   * PyTorch with some settings.
   *
   * @param settings as peers/training.py calls them
   */
  private record Rival(String title, String settings, Peers process) {}

  private void measure(WideResNet architecture, List<Rival> rivals) {
    for (TrainingTask task : tasks) {
      if (task == TrainingTask.INFERENCE) {
        measureInference(architecture, rivals);
      } else {
        measureTraining(task, architecture, rivals);
        measureSideBySide(task, architecture);
      }
    }
  }

  private void measureInference(WideResNet architecture, List<Rival> rivals) {
    TrainingTask task = TrainingTask.INFERENCE;
    NetworkState state = NetworkState.initial(architecture, new Head.Classifier(CLASSES), 0);
    ImageBatch images = new ImageBatch(noise(task), task.images(), Split.SIDE, Split.SIDE);
    try (EvaluationNetwork network = EvaluationNetwork.load(state, threads)) {
      title(task, "with taps");
      beside(task, rivals, () -> infer(network, images, task.steps()));
    }
  }

  private void measureTraining(TrainingTask task, WideResNet architecture, List<Rival> rivals) {
    try (TrainedNetwork network =
        new TrainedNetwork(task, architecture, CLASSES, split(), threads)) {
      title(task, task.learning().views() == 1 ? "" : "x 2 views");
      beside(task, rivals, () -> network.onOneBatch(task.steps()));
      Duel<Double> augmented =
          Duel.fight(
                  () -> Duel.timed(() -> network.onAugmented(task.steps())),
                  () -> Optional.of(Duel.timed(() -> network.onOneBatch(task.steps()))),
                  rounds)
              .orElseThrow();
      out(
          "  with %s augmentation %s  ratio to one batch again and again %s"
              .formatted(task.augmentation(), speed(task, augmented.ours()), ratio(augmented)));
      Spread augmentation = alone(() -> network.augment(task.steps()));
      out("  augmentation alone, one thread %s".formatted(speed(task, augmentation)));
    }
  }

  private void measureSideBySide(TrainingTask task, WideResNet architecture) {
    Split split = split();
    try (SideBySide runs =
        new SideBySide(
            () -> new TrainedNetwork(task, architecture, CLASSES, split, 1), sideBySide)) {
      Duel<Double> duel =
          Duel.fight(
                  () -> Duel.timed(() -> runs.train(sideBySide, task.steps())),
                  () -> Optional.of(Duel.timed(() -> runs.train(1, task.steps()))),
                  rounds)
              .orElseThrow();
      out(
          "  %d runs side by side, one thread each: %.2f (%.2f to %.2f) times one run of one thread"
              .formatted(
                  sideBySide,
                  sideBySide * duel.theirs().median() / duel.ours().median(),
                  sideBySide * duel.ratio().lower(),
                  sideBySide * duel.ratio().upper()));
    }
  }

  /** Ours alone, or in turns with each rival. */
  private void beside(TrainingTask task, List<Rival> rivals, Duel.Work<Double> work) {
    if (rivals.isEmpty()) {
      out("  Prunescope %s".formatted(speed(task, alone(work))));
    }
    for (Rival rival : rivals) {
      String request =
          "%s %d %d %s".formatted(task.text(), task.images(), task.steps(), rival.settings);
      String line =
          Duel.fight(() -> Duel.timed(work), () -> seconds(rival.process, request), rounds)
              .map(
                  duel ->
                      "%s  Prunescope %s  ratio %s"
                          .formatted(
                              speed(task, duel.theirs()), speed(task, duel.ours()), ratio(duel)))
              .orElse("not installed");
      out("  PyTorch, %-30s %s".formatted(rival.title, line));
    }
  }

  private Spread alone(Duel.Work<Double> work) {
    work.run();
    return Spread.of(
        IntStream.range(0, rounds).mapToObj(round -> Duel.timed(work).seconds()).toList());
  }

  private static Optional<Duel.Run<Double>> seconds(Peers process, String request) {
    OptionalDouble seconds = process.seconds(request);
    return seconds.isPresent()
        ? Optional.of(new Duel.Run<>(seconds.getAsDouble(), Double.NaN))
        : Optional.empty();
  }

  private static double infer(EvaluationNetwork network, ImageBatch images, int steps) {
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      sum += network.evaluateWithTaps(images).logits()[0][0];
    }
    return sum;
  }

  private static String ratio(Duel<Double> duel) {
    return "%.3f (%.3f to %.3f)"
        .formatted(
            duel.theirs().median() / duel.ours().median(),
            duel.ratio().lower(),
            duel.ratio().upper());
  }

  private static String speed(TrainingTask task, Spread seconds) {
    return "%.0f images/s (%.0f to %.0f)"
        .formatted(
            task.views() / seconds.median(),
            task.views() / seconds.upper(),
            task.views() / seconds.lower());
  }

  private static Split split() {
    byte[] pixels = new byte[SPLIT * Split.IMAGE_VALUES];
    new Random(1).nextBytes(pixels);
    short[] labels = new short[SPLIT];
    for (int i = 0; i < SPLIT; i++) {
      labels[i] = (short) (i % CLASSES);
    }
    return new Split(pixels, labels);
  }

  private static float[] noise(TrainingTask task) {
    float[] pixels = new float[task.images() * Split.IMAGE_VALUES];
    Random random = new Random(1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return pixels;
  }

  private void title(TrainingTask task, String detail) {
    out("%s, %d images a step %s".formatted(task.text(), task.images(), detail).strip());
  }

  private void out(String line) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
