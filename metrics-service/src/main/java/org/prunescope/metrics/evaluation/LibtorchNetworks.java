package org.prunescope.metrics.evaluation;

import java.util.List;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.Head;
import org.prunescope.dataset.Split;
import org.prunescope.metrics.algorithm.FeatureMatrix;
import org.prunescope.network.Evaluation;
import org.prunescope.network.EvaluationNetwork;
import org.prunescope.network.ImageBatch;
import org.prunescope.network.NetworkState;

/** Networks that libtorch computes. */
public final class LibtorchNetworks implements FrozenNetworks {
  private final int threads;

  /**
   * @param threads that libtorch uses, at least 1
   */
  public LibtorchNetworks(int threads) {
    this.threads = threads;
  }

  @Override
  public FrozenNetwork load(Architecture architecture, int classes, Safetensors.Content content) {
    NetworkState state = NetworkState.of(content, architecture, new Head.Classifier(classes));
    return new LibtorchNetwork(EvaluationNetwork.load(state, threads));
  }

  private record LibtorchNetwork(EvaluationNetwork network) implements FrozenNetwork {
    @Override
    public Activations evaluate(float[] images, int count, boolean tapped) {
      ImageBatch batch = new ImageBatch(images, count, Split.SIDE, Split.SIDE);
      Evaluation evaluation = tapped ? network.evaluateWithTaps(batch) : network.evaluate(batch);
      List<FeatureMatrix> taps = evaluation.taps().stream().map(FeatureMatrix::ofRows).toList();
      return new Activations(
          FeatureMatrix.ofRows(evaluation.logits()),
          FeatureMatrix.ofRows(evaluation.latent()),
          taps);
    }

    @Override
    public void close() {
      network.close();
    }
  }
}
