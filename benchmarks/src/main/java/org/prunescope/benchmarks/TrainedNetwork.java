package org.prunescope.benchmarks;

import java.util.Iterator;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import org.prunescope.contract.experiment.ChannelStatistics;
import org.prunescope.contract.experiment.LearningRate;
import org.prunescope.contract.experiment.Optimiser;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.plan.Phase;
import org.prunescope.dataset.Normalisation;
import org.prunescope.dataset.Split;
import org.prunescope.network.NetworkState;
import org.prunescope.network.TrainingNetwork;
import org.prunescope.trainer.TrainSegment;
import org.prunescope.trainer.input.BatchSequence;
import org.prunescope.trainer.input.Lookahead;
import org.prunescope.trainer.input.TrainingBatch;

/** A network in training, with the optimiser, the batches and the lookahead of the trainer. */
final class TrainedNetwork implements AutoCloseable {
  private static final double LEARNING_RATE = 0.05;
  private static final Optimiser OPTIMISER = new Optimiser(0.9, 5e-4, false, 0);
  private static final int EPOCHS = 10_000;
  private static final int SEED = 0;

  private final BatchSequence batches;
  private final TrainingNetwork network;
  private final TrainingBatch fixed;
  private final ForkJoinPool augmentation;
  private final Lookahead<TrainingBatch> ahead;

  /**
   * @param images of a step
   * @param split images to draw batches from
   * @param precision of convolutions and linear layers
   * @param threads that libtorch uses
   */
  TrainedNetwork(
      TrainingTask task,
      int images,
      Architecture architecture,
      Split split,
      Precision precision,
      int threads) {
    Training training =
        new Training(
            EPOCHS,
            images,
            OPTIMISER,
            new LearningRate.Constant(LEARNING_RATE),
            task.augmentation());
    Phase phase = new Phase("training", task.learning(), training.steps(split.size()), training);
    Normalisation normalisation = new Normalisation(ChannelStatistics.CORTI_2022);
    batches = new BatchSequence(split, normalisation, phase, SEED, 0);
    network =
        TrainingNetwork.load(
            NetworkState.initial(architecture, task.learning().head(Noise.CLASSES), SEED),
            task.learning(),
            OPTIMISER,
            precision,
            threads);
    augmentation = new ForkJoinPool(threads);
    fixed = batches.between(1, 1).next().get();
    ahead =
        new Lookahead<>(
            batches.between(1, phase.steps()), TrainSegment.BATCHES_AHEAD, augmentation);
  }

  /**
   * Steps on one batch.
   *
   * @return the last loss
   */
  double onOneBatch(int steps) {
    double loss = 0;
    for (int i = 0; i < steps; i++) {
      loss = step(fixed);
    }
    return loss;
  }

  /**
   * Steps on batches as a run sees them, each augmented while the network trains on the one before.
   *
   * @return the last loss
   */
  double onAugmented(int steps) {
    double loss = 0;
    for (int i = 0; i < steps; i++) {
      loss = step(ahead.next());
    }
    return loss;
  }

  /**
   * Augments batches without training.
   *
   * @return the views that were made
   */
  double augment(int steps) {
    double views = 0;
    for (Iterator<Supplier<TrainingBatch>> next = batches.between(1, steps); next.hasNext(); ) {
      views += augmentation.submit(next.next()::get).join().images().count();
    }
    return views;
  }

  @Override
  public void close() {
    ahead.close();
    network.close();
    augmentation.close();
  }

  private double step(TrainingBatch batch) {
    double loss = network.step(batch.images(), batch.labels(), LEARNING_RATE);
    if (!Double.isFinite(loss)) {
      throw new IllegalStateException("training has diverged: loss " + loss);
    }
    return loss;
  }
}
