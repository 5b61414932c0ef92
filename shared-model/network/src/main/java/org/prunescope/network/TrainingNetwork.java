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
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;

/**
 * A network that learns by cross-entropy, one update after the other.
 *
 * <p>The state after a step depends on nothing but the state before it, the batch, the settings and
 * the numeric environment: not on what else the process does, nor on whether the network was just
 * loaded. Not for use by two threads at a time; which thread uses it does not matter.
 */
public final class TrainingNetwork implements AutoCloseable {
  private final NetworkState loaded;
  private final List<ParameterSpec> trained;
  private final int threads;
  private final PtNDManager manager;
  private final ArrayLoader loader;
  private final Map<String, PtNDArray> tensors;
  private final MomentumSgd optimiser;

  private TrainingNetwork(
      NetworkState state, Optimiser optimiser, int threads, MemoryLayout layout) {
    this.loaded = state;
    this.trained =
        state.layout().stream().filter(parameter -> parameter.kind().hasGradient()).toList();
    this.threads = Libtorch.requireThreads(threads);
    this.manager = Libtorch.newManager();
    this.loader = new ArrayLoader(manager, layout);
    this.tensors = load(state.parameters(), loader::floats);
    this.optimiser =
        new MomentumSgd(
            optimiser,
            loader,
            load(state.momentum(), loader::floats),
            load(state.masks(), loader::mask));
  }

  /**
   * Loads a network, channels-last.
   *
   * @param state to begin with, momentum and masks included
   * @param threads that libtorch uses for it, at least 1; the result's bits depend on it
   */
  public static TrainingNetwork load(NetworkState state, Optimiser optimiser, int threads) {
    return load(state, optimiser, threads, MemoryLayout.CHANNELS_LAST);
  }

  /** Loads a network in a layout of the caller's choice; the result's bits depend on it. */
  public static TrainingNetwork load(
      NetworkState state, Optimiser optimiser, int threads, MemoryLayout layout) {
    return new TrainingNetwork(state, optimiser, threads, layout);
  }

  /**
   * One update: mean cross-entropy over the batch in training mode, its gradient, a step down.
   *
   * @param labels class of each image
   * @param learningRate at least 0
   * @return the loss before the update; NaN or infinite where training has diverged, and then the
   *     state is of no further use
   */
  public double step(ImageBatch images, int[] labels, double learningRate) {
    requireLabels(images, labels);
    return Libtorch.compute(threads, () -> update(images, labels, learningRate));
  }

  /** The state after the last step. */
  public NetworkState state() {
    return Libtorch.compute(
        threads,
        () ->
            new NetworkState(
                loaded.architecture(),
                loaded.head(),
                read(tensors),
                read(optimiser.buffers()),
                loaded.masks()));
  }

  /** Arrays that are alive, the network's own included. */
  int liveArrays() {
    return manager.getManagedArrays().size();
  }

  @Override
  public void close() {
    manager.close();
  }

  private double update(ImageBatch images, int[] labels, double learningRate) {
    PtNDArray input = loader.images(images);
    PtNDArray target = loader.labels(labels);
    Map<String, PtNDArray> leaves = leaves();
    PtNDArray loss = Libtorch.recordingGradients(() -> crossEntropy(leaves, input, target));
    JniUtils.backward(loss, loader.scalar(1), false, false);
    PtNDArray rate = loader.scalar(learningRate);
    for (ParameterSpec parameter : trained) {
      String name = parameter.name();
      optimiser.update(name, array(name, tensors), gradient(name, leaves), rate);
    }
    return loss.getFloat();
  }

  private PtNDArray crossEntropy(Map<String, PtNDArray> leaves, PtNDArray input, PtNDArray target) {
    ForwardPass pass = new ForwardPass(leaves, ForwardPass.Normalisation.BATCH, false);
    try (PtNDArray latent = Encoder.latent(loaded.architecture(), input, pass);
        PtNDArray logits = pass.classifier(latent);
        PtNDArray logProbabilities = JniUtils.logSoftmax(logits, 1, logits.getDataType());
        PtNDArray chosen = JniUtils.gather(logProbabilities, target, 1);
        PtNDArray mean = JniUtils.mean(chosen)) {
      return JniUtils.neg(mean);
    }
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

  private void requireLabels(ImageBatch images, int[] labels) {
    if (labels.length != images.count()) {
      throw new IllegalArgumentException(
          "%d labels for %d images".formatted(labels.length, images.count()));
    }
    int classes = ((Head.Classifier) loaded.head()).classes();
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "label %d of a classifier with %d classes".formatted(label, classes));
      }
    }
  }

  private static Map<String, PtNDArray> load(
      Map<String, Tensor> tensors, Function<Tensor, PtNDArray> loader) {
    Map<String, PtNDArray> arrays = new HashMap<>();
    tensors.forEach((name, tensor) -> arrays.put(name, loader.apply(tensor)));
    return arrays;
  }

  private SortedMap<String, Tensor> read(Map<String, PtNDArray> arrays) {
    SortedMap<String, Tensor> values = new TreeMap<>();
    for (ParameterSpec parameter : loaded.layout()) {
      PtNDArray array = arrays.get(parameter.name());
      if (array != null) {
        values.put(parameter.name(), Tensor.ofFloats(array.toFloatArray(), parameter.sizes()));
      }
    }
    return values;
  }
}
