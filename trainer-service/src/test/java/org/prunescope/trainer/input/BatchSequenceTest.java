package org.prunescope.trainer.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.experiment.Augmentation;
import org.prunescope.contract.experiment.DataSetSpec;
import org.prunescope.contract.experiment.LearningRate;
import org.prunescope.contract.experiment.Optimiser;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.plan.Learning;
import org.prunescope.contract.plan.Phase;
import org.prunescope.dataset.DataSetUnavailableException;
import org.prunescope.dataset.DataSets;
import org.prunescope.dataset.Normalisation;
import org.prunescope.dataset.Split;
import org.prunescope.dataset.augmentation.AugmentedViews;
import org.prunescope.trainer.algorithm.SampleOrder;

class BatchSequenceTest {
  /** 40 images in batches of 16: 3 updates an epoch, the last one with 8. */
  private static final Split SPLIT = shapes();

  private static final Training TRAINING =
      new Training(
          4,
          16,
          new Optimiser(.9, 0, false, 0),
          new LearningRate.Constant(.1),
          Augmentation.CONTRASTIVE);

  private static final Learning ONE_VIEW = new Learning.CrossEntropy();
  private static final Learning TWO_VIEWS = new Learning.Contrastive(true, .5, .07, 128);

  @Test
  void aBatchHoldsTheFirstViewsThenTheSecondViewsOfTheSamplesOfItsStep() {
    TrainingBatch batch = sequence(TWO_VIEWS).between(6, 6).next().get();

    int[] samples = new SampleOrder(7, 1, 40, 16).batch(6);
    float[] expected =
        new AugmentedViews(Augmentation.CONTRASTIVE, Normalisation.CORTI_2022)
            .stacked(SPLIT, samples, 7, 1, 1, 2);
    assertThat(batch.epoch()).isEqualTo(1);
    assertThat(samples).hasSize(8);
    assertThat(batch.images().count()).isEqualTo(16);
    assertThat(batch.images().pixels()).isEqualTo(expected);
    for (int i = 0; i < 8; i++) {
      assertThat(batch.labels()[i]).isEqualTo(SPLIT.labels()[samples[i]]);
    }
  }

  @Test
  void whereOneBeginsLeavesNoTrace() {
    List<TrainingBatch> whole = made(sequence(ONE_VIEW).between(1, 9), Runnable::run);
    List<TrainingBatch> tail = made(sequence(ONE_VIEW).between(5, 9), Runnable::run);

    assertSame(tail, whole.subList(4, 9));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void theNumberOfThreadsLeavesNoTrace(int threads) {
    List<TrainingBatch> alone = made(sequence(TWO_VIEWS).between(1, 12), Runnable::run);

    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      List<TrainingBatch> onThreads = made(sequence(TWO_VIEWS).between(1, 12), pool);

      assertSame(onThreads, alone);
    }
  }

  @Test
  void epochsDifferInOrderAndViews() {
    List<TrainingBatch> batches = made(sequence(ONE_VIEW).between(1, 6), Runnable::run);

    assertThat(batches.get(3).images().pixels()).isNotEqualTo(batches.get(0).images().pixels());
    assertThat(batches.get(3).labels()).isNotEqualTo(batches.get(0).labels());
  }

  private static void assertSame(List<TrainingBatch> actual, List<TrainingBatch> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i).epoch()).isEqualTo(expected.get(i).epoch());
      assertThat(actual.get(i).labels()).isEqualTo(expected.get(i).labels());
      assertThat(actual.get(i).images().pixels()).isEqualTo(expected.get(i).images().pixels());
    }
  }

  private static BatchSequence sequence(Learning learning) {
    Phase phase = new Phase("training", learning, 12, TRAINING);
    return new BatchSequence(SPLIT, Normalisation.CORTI_2022, phase, 7, 1);
  }

  private static List<TrainingBatch> made(
      Iterator<Supplier<TrainingBatch>> descriptions, Executor executor) {
    List<TrainingBatch> batches = new ArrayList<>();
    List<Supplier<TrainingBatch>> all = new ArrayList<>();
    descriptions.forEachRemaining(all::add);
    try (Lookahead<TrainingBatch> lookahead = new Lookahead<>(all.iterator(), 3, executor)) {
      for (int i = 0; i < all.size(); i++) {
        batches.add(lookahead.next());
      }
    }
    return batches;
  }

  private static Split shapes() {
    try {
      return DataSets.open(new DataSetSpec.Shapes(5, 40, 10), Path.of("")).train();
    } catch (DataSetUnavailableException e) {
      throw new AssertionError(e);
    }
  }
}
