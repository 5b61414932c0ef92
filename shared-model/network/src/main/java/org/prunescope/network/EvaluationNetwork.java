package org.prunescope.network;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.network.EncoderLayout;

/**
 * A network in evaluation mode: batch normalisation uses the running mean and variance, so that an
 * image's outputs do not depend on its batch.
 *
 * <p>Not for use by two threads at a time; which thread uses it does not matter.
 */
public final class EvaluationNetwork implements AutoCloseable {
  private final EncoderLayout encoder;
  private final Arithmetic arithmetic = new Arithmetic(Precision.FLOAT32);
  private final int threads;
  private final PtNDManager manager;
  private final ArrayLoader loader;
  private final Map<String, PtNDArray> tensors = new HashMap<>();

  private EvaluationNetwork(NetworkState state, int threads) {
    this.encoder = state.architecture().layout();
    this.threads = Libtorch.requireThreads(threads);
    this.manager = Libtorch.newManager();
    this.loader = new ArrayLoader(manager, MemoryLayout.CHANNELS_LAST);
    try {
      state.parameters().forEach((name, tensor) -> tensors.put(name, loader.floats(tensor)));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * Loads a network; momentum and masks of the state play no part.
   *
   * @param threads that libtorch uses for it, at least 1; the result's bits depend on it
   */
  public static EvaluationNetwork load(NetworkState state, int threads) {
    return new EvaluationNetwork(state, threads);
  }

  /** Logits and latent of a batch. */
  public Evaluation evaluate(ImageBatch images) {
    return evaluate(images, false);
  }

  /** Logits, latent and pooled taps of a batch. */
  public Evaluation evaluateWithTaps(ImageBatch images) {
    return evaluate(images, true);
  }

  private Evaluation evaluate(ImageBatch images, boolean tapped) {
    return Libtorch.compute(
        threads,
        () -> {
          ForwardPass pass =
              new ForwardPass(
                  encoder, tensors, ForwardPass.Normalisation.RUNNING, arithmetic, tapped);
          PtNDArray latent = pass.latent(loader.images(images));
          PtNDArray logits = pass.classifier(latent);
          List<float[][]> taps = pass.taps().stream().map(EvaluationNetwork::rows).toList();
          return new Evaluation(rows(logits), rows(latent), taps);
        });
  }

  /** Arrays that are alive, the network's own included. */
  int liveArrays() {
    return manager.getManagedArrays().size();
  }

  @Override
  public void close() {
    manager.close();
  }

  private static float[][] rows(PtNDArray array) {
    float[] values = array.toFloatArray();
    int width = (int) array.getShape().get(1);
    float[][] rows = new float[values.length / width][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
    }
    return rows;
  }
}
