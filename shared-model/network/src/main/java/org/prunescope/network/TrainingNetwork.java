package org.prunescope.network;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.experiment.Optimiser;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.EncoderLayout;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.plan.Learning;

/**
 * A network that learns, one update after the other.
 *
 * <p>The state after a step depends on nothing but the state before it, the batch, the settings and
 * the numeric environment: not on what else the process does, nor on whether the network was just
 * loaded. Not for use by two threads at a time; which thread uses it does not matter.
 */
public final class TrainingNetwork implements AutoCloseable {
  private final Architecture architecture;
  private final EncoderLayout encoder;
  private final Head head;
  private final Learning learning;
  private final List<ParameterSpec> layout;
  private final SortedMap<String, Tensor> masks;
  private final Loss loss;
  private final Arithmetic arithmetic;
  private final List<ParameterSpec> trained;
  private final int threads;
  private final PtNDManager manager;
  private final ArrayLoader loader;
  private final Map<String, PtNDArray> tensors;
  private final MomentumSgd optimiser;

  private TrainingNetwork(
      NetworkState state,
      Learning learning,
      Loss loss,
      Optimiser optimiser,
      Precision precision,
      int threads,
      MemoryLayout memory) {
    requireHead(learning, state.head());
    this.architecture = state.architecture();
    this.encoder = architecture.layout();
    this.head = state.head();
    this.learning = learning;
    this.layout = state.layout();
    this.masks = copied(state.masks());
    this.loss = loss;
    this.arithmetic = new Arithmetic(precision);
    this.trained =
        layout.stream()
            .filter(parameter -> parameter.kind().hasGradient())
            .filter(
                parameter ->
                    learning.trainsEncoder() || !parameter.name().startsWith(Architecture.ENCODER))
            .toList();
    this.threads = Libtorch.requireThreads(threads);
    this.manager = Libtorch.newManager();
    this.loader = new ArrayLoader(manager, memory);
    try {
      this.tensors = load(state.parameters(), loader::floats);
      this.optimiser =
          new MomentumSgd(
              optimiser,
              loader,
              load(state.momentum(), loader::floats),
              load(state.masks(), loader::mask));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * Loads a network, channels-last.
   *
   * @param state to begin with, momentum and masks included
   * @param learning that has the state's head
   * @param precision of convolutions and linear layers; state, loss and optimiser are in single
   *     precision
   * @param threads that libtorch uses for it, at least 1; the result's bits depend on it
   * @throws IllegalArgumentException where this process cannot compute in this precision
   */
  public static TrainingNetwork load(
      NetworkState state,
      Learning learning,
      Optimiser optimiser,
      Precision precision,
      int threads) {
    return load(state, learning, Loss.of(learning), optimiser, precision, threads);
  }

  /** As {@link #load(NetworkState, Learning, Optimiser, Precision, int)}, by this loss. */
  static TrainingNetwork load(
      NetworkState state,
      Learning learning,
      Loss loss,
      Optimiser optimiser,
      Precision precision,
      int threads) {
    return new TrainingNetwork(
        state, learning, loss, optimiser, precision, threads, MemoryLayout.CHANNELS_LAST);
  }

  /** Loads a network, channels-last, in single precision. */
  public static TrainingNetwork load(
      NetworkState state, Learning learning, Optimiser optimiser, int threads) {
    return load(state, learning, optimiser, Precision.FLOAT32, threads);
  }

  /**
   * Loads a network, in single precision and in a layout of the caller's choice; the result's bits
   * depend on it.
   */
  public static TrainingNetwork load(
      NetworkState state,
      Learning learning,
      Optimiser optimiser,
      int threads,
      MemoryLayout layout) {
    return new TrainingNetwork(
        state, learning, Loss.of(learning), optimiser, Precision.FLOAT32, threads, layout);
  }

  /**
   * One update: the loss of the batch, its gradient, a step down.
   *
   * @param images as many views of each sample as the learning needs, the first views of all
   *     samples before their second ones
   * @param labels class of each sample
   * @param learningRate at least 0
   * @return the loss before the update; NaN or infinite where training has diverged, and then the
   *     state is of no further use
   */
  public double step(ImageBatch images, int[] labels, double learningRate) {
    requireBatch(images, labels);
    return Libtorch.compute(threads, () -> update(images, labels, learningRate));
  }

  /** The state after the last step. */
  public NetworkState state() {
    return Libtorch.compute(
        threads,
        () ->
            new NetworkState(architecture, head, read(tensors), read(optimiser.buffers()), masks));
  }

  /** Arrays that are alive, the network's own included. */
  int liveArrays() {
    return manager.getManagedArrays().size();
  }

  @Override
  public void close() {
    manager.close();
  }

  /** A phase's head is its learning's, whatever the number of classes. */
  private static void requireHead(Learning learning, Head head) {
    int classes = head instanceof Head.Classifier classifier ? classifier.classes() : 2;
    if (!learning.head(classes).equals(head)) {
      throw new IllegalArgumentException("%s does not train a %s".formatted(learning, head));
    }
  }

  /** Refuses a batch whose images and labels do not belong together. */
  private void requireBatch(ImageBatch images, int[] labels) {
    if (labels.length * learning.views() != images.count()) {
      throw new IllegalArgumentException(
          "%d labels for %d images of %d views"
              .formatted(labels.length, images.count(), learning.views()));
    }
    if (head instanceof Head.Classifier classifier) {
      for (int label : labels) {
        if (label < 0 || label >= classifier.classes()) {
          throw new IllegalArgumentException(
              "label %d of a classifier with %d classes".formatted(label, classifier.classes()));
        }
      }
    }
  }

  private double update(ImageBatch images, int[] labels, double learningRate) {
    PtNDArray input = loader.images(images);
    Map<String, PtNDArray> leaves = leaves();
    Loss.Recorded recorded =
        loss.of(new Batch(encoder, leaves, arithmetic, arithmetic.factor(input), labels, loader));
    JniUtils.backward(recorded.end(), recorded.gradient(), false, false);
    PtNDArray rate = loader.scalar(learningRate);
    for (ParameterSpec parameter : trained) {
      String name = parameter.name();
      optimiser.update(name, array(name, tensors), gradient(name, leaves), rate);
    }
    return recorded.value();
  }

  /**
   * The tensors as this step's graph sees them: the same memory, but each step has its own
   * gradients, so that the first step after loading computes as every other.
   */
  private Map<String, PtNDArray> leaves() {
    Map<String, PtNDArray> leaves = new HashMap<>(tensors);
    for (ParameterSpec parameter : trained) {
      PtNDArray leaf = JniUtils.detachGradient(array(parameter.name(), tensors));
      JniUtils.attachGradient(leaf, true);
      leaves.put(parameter.name(), leaf);
    }
    return leaves;
  }

  private static PtNDArray gradient(String name, Map<String, PtNDArray> leaves) {
    PtNDArray gradient = JniUtils.getGradient(array(name, leaves));
    if (gradient == null) {
      throw new IllegalStateException("no gradient reached " + name);
    }
    return gradient;
  }

  private static PtNDArray array(String name, Map<String, PtNDArray> arrays) {
    return Objects.requireNonNull(arrays.get(name), name);
  }

  /** A tensor that was read from a file is a view of the whole file, which must not stay. */
  private static SortedMap<String, Tensor> copied(SortedMap<String, Tensor> masks) {
    SortedMap<String, Tensor> copies = new TreeMap<>();
    masks.forEach((name, mask) -> copies.put(name, Tensor.ofBytes(mask.bytes(), mask.shape())));
    return copies;
  }

  private static Map<String, PtNDArray> load(
      Map<String, Tensor> tensors, Function<Tensor, PtNDArray> loader) {
    Map<String, PtNDArray> arrays = new HashMap<>();
    tensors.forEach((name, tensor) -> arrays.put(name, loader.apply(tensor)));
    return arrays;
  }

  private SortedMap<String, Tensor> read(Map<String, PtNDArray> arrays) {
    SortedMap<String, Tensor> values = new TreeMap<>();
    for (ParameterSpec parameter : layout) {
      PtNDArray array = arrays.get(parameter.name());
      if (array != null) {
        values.put(parameter.name(), Tensor.ofFloats(array.toFloatArray(), parameter.sizes()));
      }
    }
    return values;
  }
}
