package org.prunescope.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.criterion.Criterion;
import org.prunescope.contract.experiment.Optimiser;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.WideResNet;
import org.prunescope.contract.plan.Learning;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;
import org.prunescope.network.ContrastiveLoss;
import org.prunescope.network.Evaluation;
import org.prunescope.network.EvaluationNetwork;
import org.prunescope.network.ImageBatch;
import org.prunescope.network.MemoryLayout;
import org.prunescope.network.NetworkState;
import org.prunescope.network.TrainingNetwork;
import org.prunescope.pruner.algorithm.CheckpointPruning;
import org.prunescope.pruner.algorithm.NonFiniteWeight;

/** What networks compute, and how they train. */
final class NetworkChecks {
  private static final int THREADS = 1;

  /** Draws of moved images that a training case may meet its expectation from. */
  private static final int MOVES = 12;

  private NetworkChecks() {}

  static Outcome weights(GoldenCase golden) {
    NetworkTensors network = NetworkTensors.of(golden.content().tensors());
    Comparison comparison = golden.comparison();
    NetworkState state = network.state();
    comparison.compare(
        "number of tensors",
        new long[] {golden.content().tensors().size()},
        new int[] {state.layout().size()});
    return comparison.outcome();
  }

  static Outcome forward(GoldenCase golden) {
    Map<String, Tensor> weights =
        golden.parameters().has("weights")
            ? golden.other().apply(golden.text("weights")).tensors()
            : golden.tensorsBelow("weight/");
    Comparison comparison = golden.comparison();
    try (EvaluationNetwork network =
        EvaluationNetwork.load(NetworkTensors.of(weights).state(), THREADS)) {
      Evaluation evaluation = network.evaluateWithTaps(images(golden.tensor("input")));
      comparison.compare("logits", golden.tensor("logits").floats(), flat(evaluation.logits()));
      comparison.compare("latent", golden.tensor("latent").floats(), flat(evaluation.latent()));
      comparison.check("number of taps", evaluation.taps().size() == golden.count("tap/"));
      for (int tap = 0; tap < evaluation.taps().size(); tap++) {
        comparison.compare(
            "tap/" + tap, golden.tensor("tap/" + tap).floats(), flat(evaluation.taps().get(tap)));
      }
    }
    return comparison.outcome();
  }

  /**
   * Trains in the layout in which the cases were computed. Channels-last, which the trainer uses,
   * is exact to the same formulas, but libtorch's batch normalisation sums less precisely there:
   * PyTorch itself then leaves these cases' tolerances.
   *
   * <p>An activation within rounding of zero is cut by its ReLU on one processor and not on
   * another, and what follows differs by far more than rounding. So the expectation may also be met
   * from images moved by one rounding each, which {@link Outcome} then says: a wrong formula is
   * wrong from there too.
   */
  static Outcome train(GoldenCase golden) {
    ImageBatch given = batch(golden);
    Outcome outcome = train(golden, given);
    for (int move = 1; move <= MOVES && outcome instanceof Outcome.Failed; move++) {
      if (train(golden, moved(given, move)) instanceof Outcome.Passed passed) {
        return new Outcome.Passed(
            "%s, from images moved by one rounding (draw %d); as given %s"
                .formatted(passed.line(), move, outcome.line()));
      }
    }
    return outcome;
  }

  /** Every value as it is, or the next above or below it, drawn. */
  private static ImageBatch moved(ImageBatch images, int draw) {
    RandomStream random = new RandomStream(draw, 0, 0, 0, Purpose.RESAMPLING);
    float[] pixels = images.pixels().clone();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          switch (random.nextInt(3)) {
            case 0 -> Math.nextUp(pixels[i]);
            case 1 -> Math.nextDown(pixels[i]);
            default -> pixels[i];
          };
    }
    return new ImageBatch(pixels, images.count(), images.height(), images.width());
  }

  private static Outcome train(GoldenCase golden, ImageBatch images) {
    Comparison comparison = golden.comparison();
    NetworkTensors before = NetworkTensors.of(golden.tensorsBelow("before/"));
    NetworkState state = before.state();
    Learning learning = learning(golden, before.head());
    int[] labels = labels(golden.tensor("label"));
    double[] expectedLosses = golden.tensor("losses").doubles();
    double[] losses = new double[expectedLosses.length];
    for (int step = 1; step <= losses.length; step++) {
      state = masked(golden, state, step);
      compareMasks(golden, comparison, state, step);
      try (TrainingNetwork network =
          TrainingNetwork.load(
              state, learning, optimiser(golden), THREADS, MemoryLayout.CONTIGUOUS)) {
        losses[step - 1] = network.step(images, labels, learningRate(golden, step));
        state = network.state();
      }
    }
    if (golden.parameters().has("depth")) {
      comparison.check(
          "depth and width",
          before
              .architecture()
              .equals(new WideResNet(golden.integer("depth"), golden.integer("widen"))));
    }
    comparison.compare("losses", expectedLosses, losses);
    NetworkState after = state;
    golden
        .tensorsBelow("after/")
        .forEach(
            (name, expected) ->
                comparison.compare(
                    "after/" + name,
                    expected.floats(),
                    after.content().tensor(NetworkTensors.ours(name)).floats()));
    return comparison.outcome();
  }

  /**
   * The contrastive loss of given features and its gradient, with labels where the case is of the
   * supervised one.
   */
  static Outcome loss(GoldenCase golden) {
    Comparison comparison = golden.comparison();
    int[] shape = golden.tensor("features").shape();
    ContrastiveLoss loss =
        new ContrastiveLoss(
            golden.name().startsWith("loss-supcon"),
            golden.number("temperature"),
            golden.number("base_temperature"));
    comparison.check("two views", shape[1] == ContrastiveLoss.VIEWS);
    ContrastiveLoss.Slope slope =
        loss.slope(
            viewsFirst(golden.tensor("features").floats(), shape), labels(golden.tensor("labels")));
    comparison.compare("loss", golden.tensor("loss").floats(), new float[] {(float) slope.loss()});
    comparison.compare("grad", viewsFirst(golden.tensor("grad").floats(), shape), slope.gradient());
    return comparison.outcome();
  }

  private static void compareMasks(
      GoldenCase golden, Comparison comparison, NetworkState state, int step) {
    golden
        .tensorsBelow("mask/" + step + "/")
        .forEach(
            (name, expected) ->
                comparison.compare(
                    "mask/" + step + "/" + name,
                    expected.bytes(),
                    state
                        .content()
                        .tensor(CheckpointFormat.maskOf(NetworkTensors.ours(name)))
                        .bytes()));
  }

  /** The state under the mask that is due before this step, made as the pruner makes it. */
  private static NetworkState masked(GoldenCase golden, NetworkState state, int step) {
    JsonNode sparsity = golden.parameters().path("prune_before_step").get(Integer.toString(step));
    if (sparsity == null) {
      return state;
    }
    MaskEvent event =
        new MaskEvent(
            Position.pruned(0, step - 1),
            Part.NETWORK,
            golden.text("scope").equals("global") ? Scope.GLOBAL : Scope.LAYER,
            Criterion.MAGNITUDE,
            Rounding.TOTAL,
            false,
            sparsity.asDouble(),
            0);
    return switch (CheckpointPruning.prune(state.content(), state.layout(), event, 0)) {
      case CheckpointPruning.Outcome.Pruned pruned ->
          NetworkState.of(pruned.checkpoint(), state.architecture(), state.head());
      case NonFiniteWeight weight ->
          throw new IllegalArgumentException(weight.tensor() + " is not finite");
    };
  }

  /** By which loss a case trains: its network's head tells. */
  private static Learning learning(GoldenCase golden, Head head) {
    return switch (head) {
      case Head.Classifier classifier -> new Learning.CrossEntropy();
      case Head.Projection projection ->
          new Learning.Contrastive(
              golden.name().startsWith("train-supcon"),
              golden.number("temperature"),
              golden.number("base_temperature"),
              golden.integer("projection_dim"));
    };
  }

  private static Optimiser optimiser(GoldenCase golden) {
    return new Optimiser(
        golden.number("momentum"),
        golden.number("weight_decay"),
        golden.flag("nesterov"),
        golden.parameters().path("dampening").asDouble(0));
  }

  /** One rate for all steps, or one for each. */
  private static double learningRate(GoldenCase golden, int step) {
    JsonNode rate = golden.parameters().get("lr");
    if (rate == null) {
      throw new IllegalArgumentException("cases.json gives no lr");
    }
    return rate.isArray() ? rate.get(step - 1).asDouble() : rate.asDouble();
  }

  /** The images of a case, or the first views of all before the second ones. */
  private static ImageBatch batch(GoldenCase golden) {
    if (golden.has("input")) {
      return images(golden.tensor("input"));
    }
    ImageBatch first = images(golden.tensor("view0"));
    ImageBatch second = images(golden.tensor("view1"));
    float[] pixels = Arrays.copyOf(first.pixels(), 2 * first.pixels().length);
    System.arraycopy(second.pixels(), 0, pixels, first.pixels().length, second.pixels().length);
    return new ImageBatch(pixels, 2 * first.count(), first.height(), first.width());
  }

  private static int[] labels(Tensor tensor) {
    return Arrays.stream(tensor.longs()).mapToInt(Math::toIntExact).toArray();
  }

  /** From (image, view, value) to (view, image, value). */
  private static float[] viewsFirst(float[] values, int[] shape) {
    float[] ordered = new float[values.length];
    for (int image = 0; image < shape[0]; image++) {
      for (int view = 0; view < shape[1]; view++) {
        System.arraycopy(
            values,
            (image * shape[1] + view) * shape[2],
            ordered,
            (view * shape[0] + image) * shape[2],
            shape[2]);
      }
    }
    return ordered;
  }

  /** From (image, channel, y, x) to channels last. */
  private static ImageBatch images(Tensor tensor) {
    int[] shape = tensor.shape();
    int count = shape[0];
    int channels = shape[1];
    int area = shape[2] * shape[3];
    float[] planar = tensor.floats();
    float[] pixels = new float[planar.length];
    for (int image = 0; image < count; image++) {
      for (int channel = 0; channel < channels; channel++) {
        for (int at = 0; at < area; at++) {
          pixels[(image * area + at) * channels + channel] =
              planar[(image * channels + channel) * area + at];
        }
      }
    }
    return new ImageBatch(pixels, count, shape[2], shape[3]);
  }

  private static float[] flat(float[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    float[] flat = new float[rows.length * columns];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, flat, row * columns, columns);
    }
    return flat;
  }
}
