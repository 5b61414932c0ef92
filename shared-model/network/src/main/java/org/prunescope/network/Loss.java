package org.prunescope.network;

import ai.djl.pytorch.engine.PtNDArray;
import org.prunescope.contract.plan.Learning;

/**
 * What a step descends. Each loss is in a file of its own, and a line here says which learning it
 * belongs to.
 */
interface Loss {
  /** The loss of this learning. */
  static Loss of(Learning learning) {
    return switch (learning) {
      case Learning.CrossEntropy whole -> new CrossEntropyLoss();
      case Learning.LinearProbe probe -> new LinearProbeLoss();
      case Learning.Contrastive contrastive ->
          new ContrastiveLoss(
              contrastive.supervised(), contrastive.temperature(), contrastive.baseTemperature());
      default -> throw new IllegalArgumentException("there is no loss for " + learning);
    };
  }

  /** The loss of a batch, recorded for the backward pass no further than it trains. */
  Recorded of(Batch batch);

  /**
   * A loss, and where its backward pass begins.
   *
   * @param end of the recorded graph
   * @param gradient of the loss with respect to the end
   */
  record Recorded(double value, PtNDArray end, PtNDArray gradient) {
    /** Of a graph that ends with the loss itself. */
    static Recorded of(PtNDArray loss, ArrayLoader loader) {
      return new Recorded(loss.getFloat(), loss, loader.scalar(1));
    }
  }
}
