package org.prunescope.trainer;

import org.prunescope.contract.experiment.LearningRate;
import org.prunescope.network.TrainingNetwork;
import org.prunescope.service.StopSignal;
import org.prunescope.service.StoppedException;
import org.prunescope.trainer.input.Lookahead;
import org.prunescope.trainer.input.TrainingBatch;

/**
 * What a row of updates came to; they end early at a loss that is no number.
 *
 * @param lastStep within the phase, from 1
 * @param lastLoss of that step
 * @param meanLoss over all of them
 * @param learningRate of the last one
 * @param images that went through, each view counted
 * @param begin of the first one, as {@link System#nanoTime()} says
 * @param end of the last one
 * @param stepNanos that the network took; the rest between begin and end is waiting for batches
 */
public record Updates(
    int lastStep,
    double lastLoss,
    double meanLoss,
    double learningRate,
    long images,
    long begin,
    long end,
    long stepNanos) {
  /**
   * Makes them.
   *
   * @param from step that the network has behind it
   * @param to step that is to be the last, above {@code from}
   * @throws StoppedException where a stop was requested before the last one
   */
  static Updates make(
      TrainingNetwork network,
      LearningRate rate,
      Lookahead<TrainingBatch> batches,
      int from,
      int to,
      StopSignal stop)
      throws StoppedException {
    long begin = System.nanoTime();
    long stepNanos = 0;
    long images = 0;
    double lossSum = 0;
    double loss = 0;
    double learningRate = 0;
    int step = from;
    while (step < to && Double.isFinite(loss)) {
      stop.check();
      step++;
      TrainingBatch batch = batches.next();
      learningRate = rate.during(batch.epoch());
      long stepBegin = System.nanoTime();
      loss = network.step(batch.images(), batch.labels(), learningRate);
      stepNanos += System.nanoTime() - stepBegin;
      lossSum += loss;
      images += batch.images().count();
    }
    return new Updates(
        step,
        loss,
        lossSum / (step - from),
        learningRate,
        images,
        begin,
        System.nanoTime(),
        stepNanos);
  }

  boolean areFinite() {
    return Double.isFinite(lastLoss);
  }
}
