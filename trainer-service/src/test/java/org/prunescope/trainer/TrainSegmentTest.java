package org.prunescope.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.Sha256;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.position.Position;
import org.prunescope.network.ThisProcess;
import org.prunescope.service.StopSignal;
import org.prunescope.service.StoppedException;
import org.prunescope.trainer.SegmentOutcome.Diverged;
import org.prunescope.trainer.SegmentOutcome.Trained;

/** With real libtorch. */
class TrainSegmentTest {
  private static final String PRUNED = "encoder.block1.layer.0.conv1.weight";
  private static final StopSignal NEVER = () -> false;

  private final MemoryArtifacts artifacts = new MemoryArtifacts();
  private final WarmNetworks warm = new WarmNetworks(8);
  private final TrainSegment keeping =
      new TrainSegment(artifacts, warm, Runnable::run, new Turns(1));
  private final TrainSegment forgetting =
      new TrainSegment(artifacts, new WarmNetworks(0), Runnable::run, new Turns(1));

  @AfterEach
  void freeNetworks() {
    warm.close();
  }

  @Test
  void aPhaseBeginsTheSameWayEveryTime() throws Exception {
    byte[] once = train(keeping, Experiments.segment(3, null, 0, 0));
    byte[] again = train(forgetting, Experiments.segment(3, null, 0, 0));
    byte[] otherSeed = train(keeping, Experiments.segment(2, null, 0, 0));

    assertThat(Sha256.of(again)).isEqualTo(Sha256.of(once));
    assertThat(Sha256.of(otherSeed)).isNotEqualTo(Sha256.of(once));
    assertThat(Safetensors.read(once).tensors().keySet())
        .noneMatch(name -> name.contains("momentum"));
  }

  @Test
  void warmAndColdNetworksGiveTheSameBytes() throws Exception {
    CheckpointRef begin = checkpoint(keeping, Experiments.segment(0, null, 0, 0));
    CheckpointRef middle = checkpoint(keeping, Experiments.segment(0, begin, 0, 4));
    int readsBefore = artifacts.reads();

    byte[] fromWarm = train(keeping, Experiments.segment(0, middle, 0, 6));
    int readsAfter = artifacts.reads();
    byte[] fromCold = train(forgetting, Experiments.segment(0, middle, 0, 6));

    assertThat(readsAfter).as("a warm network needs no checkpoint").isEqualTo(readsBefore);
    assertThat(Sha256.of(fromWarm)).isEqualTo(Sha256.of(fromCold));
  }

  @Test
  void aNetworkIsWarmForTheVeryStateThatItHoldsOnly() throws Exception {
    CheckpointRef begin = checkpoint(keeping, Experiments.segment(0, null, 0, 0));
    CheckpointRef middle = checkpoint(keeping, Experiments.segment(0, begin, 0, 3));
    CheckpointRef pruned = prune(middle);

    byte[] fromPruned = train(keeping, Experiments.segment(0, pruned, 0, 6));

    assertThat(Sha256.of(fromPruned))
        .isEqualTo(Sha256.of(train(forgetting, Experiments.segment(0, pruned, 0, 6))))
        .isNotEqualTo(Sha256.of(train(keeping, Experiments.segment(0, middle, 0, 6))));
  }

  @Test
  void whereAPhaseIsCutLeavesNoTrace() throws Exception {
    CheckpointRef begin = checkpoint(keeping, Experiments.segment(0, null, 0, 0));

    byte[] whole = train(forgetting, Experiments.segment(0, begin, 0, 6));
    CheckpointRef one = checkpoint(forgetting, Experiments.segment(0, begin, 0, 1));
    CheckpointRef four = checkpoint(forgetting, Experiments.segment(0, one, 0, 4));
    byte[] cut = train(forgetting, Experiments.segment(0, four, 0, 6));

    assertThat(Sha256.of(cut)).isEqualTo(Sha256.of(whole));
  }

  @Test
  void aBranchGivesTheBytesOfTheSameRunUnshared() throws Exception {
    CheckpointRef begin = checkpoint(keeping, Experiments.segment(0, null, 0, 0));
    CheckpointRef trunk = checkpoint(keeping, Experiments.segment(0, begin, 0, 3));

    CheckpointRef pruned = prune(trunk);
    CheckpointRef branch = checkpoint(keeping, Experiments.branchSegment(pruned, 5));
    byte[] shared = train(keeping, Experiments.branchSegment(branch, 6));
    CheckpointRef alone = prune(checkpoint(forgetting, Experiments.branchSegment(begin, 3)));
    byte[] unshared = train(forgetting, Experiments.branchSegment(alone, 6));

    assertThat(Sha256.of(shared)).isEqualTo(Sha256.of(unshared));
  }

  @Test
  void runsSideBySideGiveTheBytesOfRunsAlone() throws Exception {
    CheckpointRef beginOf0 = checkpoint(keeping, Experiments.segment(0, null, 0, 0));
    CheckpointRef beginOf1 = checkpoint(keeping, Experiments.segment(1, null, 0, 0));
    String alone0 = Sha256.of(train(forgetting, Experiments.segment(0, beginOf0, 0, 6)));
    String alone1 = Sha256.of(train(forgetting, Experiments.segment(1, beginOf1, 0, 6)));

    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      Future<byte[]> first =
          two.submit(() -> train(forgetting, Experiments.segment(0, beginOf0, 0, 6)));
      Future<byte[]> second =
          two.submit(() -> train(forgetting, Experiments.segment(1, beginOf1, 0, 6)));

      assertThat(Sha256.of(first.get())).isEqualTo(alone0);
      assertThat(Sha256.of(second.get())).isEqualTo(alone1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void batchesMadeOnOtherThreadsGiveTheSameBytes(int threads) throws Exception {
    CheckpointRef begin = checkpoint(keeping, Experiments.segment(0, null, 0, 0));
    byte[] alone = train(forgetting, Experiments.segment(0, begin, 0, 6));

    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      TrainSegment ahead = new TrainSegment(artifacts, new WarmNetworks(0), pool, new Turns(1));

      assertThat(Sha256.of(train(ahead, Experiments.segment(0, begin, 0, 6))))
          .isEqualTo(Sha256.of(alone));
    }
  }

  @Test
  void prunedWeightsAndTheirMomentumStayZero() throws Exception {
    CheckpointRef begin = checkpoint(keeping, Experiments.segment(0, null, 0, 0));
    CheckpointRef pruned = prune(checkpoint(keeping, Experiments.segment(0, begin, 0, 2)));

    byte[] trained = train(keeping, Experiments.segment(0, pruned, 0, 6));

    Safetensors.Content content = Safetensors.read(trained);
    byte[] mask = content.tensor("mask." + PRUNED).bytes();
    float[] weights = content.tensor(PRUNED).floats();
    float[] momentum = content.tensor("momentum." + PRUNED).floats();
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] == 0) {
        assertThat(Float.floatToRawIntBits(weights[i])).isZero();
        assertThat(Float.floatToRawIntBits(momentum[i])).isZero();
      } else {
        assertThat(weights[i]).isNotZero();
      }
    }
  }

  @Test
  void aLaterPhaseKeepsWeightsAndMasksAndForgetsMomentum() throws Exception {
    CheckpointRef begin = checkpoint(keeping, Experiments.segment(0, null, 0, 0));
    CheckpointRef pruned = prune(checkpoint(keeping, Experiments.segment(0, begin, 0, 6)));

    byte[] nextPhase = train(keeping, Experiments.segment(0, pruned, 1, 0));

    Map<String, Tensor> expected =
        new TreeMap<>(Safetensors.read(artifacts.get(pruned.artifact())).tensors());
    expected.keySet().removeIf(name -> name.startsWith("momentum."));
    assertThat(Safetensors.read(nextPhase).tensors()).isEqualTo(expected);
  }

  @Test
  void trainsInThePrecisionOfThePlan() throws Exception {
    assumeTrue(ThisProcess.precisions().contains(Precision.BFLOAT16));
    CheckpointRef begin = checkpoint(keeping, Experiments.segment(0, null, 0, 0));
    Plan plan = Experiments.plan(.1, Precision.BFLOAT16);

    CheckpointRef single = checkpoint(keeping, Experiments.segment(0, begin, 0, 3));
    CheckpointRef middle =
        store(
            Position.trained(0, 3),
            train(keeping, plan, Experiments.segment(plan, 0, begin, 0, 3)));
    SegmentRequested last = Experiments.segment(plan, 0, middle, 0, 6);

    assertThat(middle.artifact().sha256()).isNotEqualTo(single.artifact().sha256());
    assertThat(Sha256.of(train(keeping, plan, last)))
        .isEqualTo(Sha256.of(train(forgetting, plan, last)))
        .isNotEqualTo(Sha256.of(train(keeping, Experiments.segment(0, middle, 0, 6))));
  }

  @Test
  void reportsImagesLossAndLearningRate() throws Exception {
    CheckpointRef begin = checkpoint(keeping, Experiments.segment(0, null, 0, 0));

    Trained trained =
        (Trained)
            keeping.train(
                Experiments.PLAN, Experiments.DATA, Experiments.segment(0, begin, 0, 4), NEVER);

    assertThat(trained.trainedImages()).isEqualTo(16 + 16 + 8 + 16);
    assertThat(trained.meanLoss()).isBetween(.5, 5.0);
    assertThat(trained.learningRate()).isEqualTo(.1 * .1);
  }

  @Test
  void aLossThatIsNoNumberEndsTheSegment() throws Exception {
    Plan steep = Experiments.plan(100);
    CheckpointRef begin = checkpoint(keeping, Experiments.segment(steep, 0, null, 0, 0));
    CheckpointRef poisoned =
        store(begin.position(), Experiments.poisoned(artifacts.get(begin.artifact())));

    SegmentOutcome outcome =
        keeping.train(
            steep, Experiments.DATA, Experiments.segment(steep, 0, poisoned, 0, 6), NEVER);

    assertThat(outcome).isInstanceOf(Diverged.class);
    assertThat(((Diverged) outcome).step()).isEqualTo(1);
    assertThat(((Diverged) outcome).tensor()).isNotNull();
    assertThat(warm.size()).isZero();
  }

  /** Its own loss was a number: without this, branches and later phases would begin from NaN. */
  @Test
  void weightsThatTheLastUpdateLostEndTheSegment() throws Exception {
    Plan steep = Experiments.plan(100);
    CheckpointRef begin = checkpoint(keeping, Experiments.segment(steep, 0, null, 0, 0));
    CheckpointRef overflowing =
        store(begin.position(), Experiments.overflowing(artifacts.get(begin.artifact())));

    SegmentOutcome outcome =
        keeping.train(
            steep, Experiments.DATA, Experiments.segment(steep, 0, overflowing, 0, 1), NEVER);

    assertThat(outcome).isEqualTo(new SegmentOutcome.NonFinite("fc.bias"));
    assertThat(warm.size()).isZero();
  }

  @Test
  void looksForAStopAtEveryStep() throws Exception {
    CheckpointRef begin = checkpoint(keeping, Experiments.segment(0, null, 0, 0));
    AtomicInteger asked = new AtomicInteger();
    SegmentRequested segment = Experiments.segment(0, begin, 0, 6);

    assertThatThrownBy(
            () ->
                keeping.train(
                    Experiments.PLAN,
                    Experiments.DATA,
                    segment,
                    () -> asked.incrementAndGet() == 5))
        .isInstanceOf(StoppedException.class);
    assertThat(asked.get()).isEqualTo(5);
    assertThat(warm.size()).isZero();
  }

  @Test
  void neverMakesMoreThanOneBatchAhead() throws Exception {
    CheckpointRef begin = checkpoint(keeping, Experiments.segment(0, null, 0, 0));
    AtomicInteger made = new AtomicInteger();
    AtomicInteger asked = new AtomicInteger();
    TrainSegment counting =
        new TrainSegment(
            artifacts,
            warm,
            task -> {
              made.incrementAndGet();
              task.run();
            },
            new Turns(1));

    assertThatThrownBy(
            () ->
                counting.train(
                    Experiments.PLAN,
                    Experiments.DATA,
                    Experiments.segment(0, begin, 0, 6),
                    () -> asked.incrementAndGet() == 5))
        .isInstanceOf(StoppedException.class);
    assertThat(made.get()).as("2 steps were made, then a stop was requested").isEqualTo(3);
  }

  @Test
  void aBatchThatCannotBeMadeEndsTheSegment() throws Exception {
    CheckpointRef begin = checkpoint(keeping, Experiments.segment(0, null, 0, 0));
    TrainSegment failing =
        new TrainSegment(
            artifacts,
            warm,
            task -> {
              throw new RejectedExecutionException("no thread left");
            },
            new Turns(1));

    assertThatThrownBy(() -> train(failing, Experiments.segment(0, begin, 0, 6)))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("no thread left");
    assertThat(warm.size()).isZero();
  }

  @Test
  void refusesASegmentThatLeadsBackwards() throws Exception {
    CheckpointRef begin = checkpoint(keeping, Experiments.segment(0, null, 0, 0));
    CheckpointRef middle = checkpoint(keeping, Experiments.segment(0, begin, 0, 3));

    assertThatThrownBy(() -> train(keeping, Experiments.segment(0, middle, 0, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no segment leads from 0-3-trained to 0-3-trained");
  }

  private static byte[] train(TrainSegment trainSegment, SegmentRequested segment)
      throws Exception {
    return train(trainSegment, Experiments.PLAN, segment);
  }

  private static byte[] train(TrainSegment trainSegment, Plan plan, SegmentRequested segment)
      throws Exception {
    return ((Trained) trainSegment.train(plan, Experiments.DATA, segment, NEVER)).checkpoint();
  }

  private CheckpointRef checkpoint(TrainSegment trainSegment, SegmentRequested segment)
      throws Exception {
    return store(segment.target(), train(trainSegment, segment));
  }

  private CheckpointRef store(Position position, byte[] bytes) throws Exception {
    ArtifactRef ref =
        ArtifactRef.checkpoint(Experiments.segment(0, null, 0, 0).run(), 1, position, bytes);
    artifacts.put(ref, bytes);
    return new CheckpointRef(position, ref);
  }

  /** Every third weight of one convolution goes, and its momentum. */
  private CheckpointRef prune(CheckpointRef checkpoint) throws Exception {
    return change(
        checkpoint,
        Position.pruned(checkpoint.position().phase(), checkpoint.position().step()),
        content -> {
          Tensor weight = content.tensor(PRUNED);
          byte[] mask = new byte[weight.size()];
          for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) (i % 3 == 0 ? 0 : 1);
          }
          return Map.of(
              PRUNED,
              masked(weight, mask),
              "momentum." + PRUNED,
              masked(content.tensor("momentum." + PRUNED), mask),
              "mask." + PRUNED,
              Tensor.ofBytes(mask, weight.shape()));
        });
  }

  private static Tensor masked(Tensor tensor, byte[] mask) {
    float[] values = tensor.floats();
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] == 0) {
        values[i] = 0;
      }
    }
    return Tensor.ofFloats(values, tensor.shape());
  }

  private CheckpointRef change(
      CheckpointRef checkpoint,
      Position position,
      Function<Safetensors.Content, Map<String, Tensor>> changes)
      throws Exception {
    Safetensors.Content content = Safetensors.read(artifacts.get(checkpoint.artifact()));
    Map<String, Tensor> tensors = new TreeMap<>(content.tensors());
    tensors.putAll(changes.apply(content));
    return store(position, Safetensors.write(new Safetensors.Content(content.metadata(), tensors)));
  }
}
