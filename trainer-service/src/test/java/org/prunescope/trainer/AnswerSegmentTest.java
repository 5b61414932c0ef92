package org.prunescope.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointEvent.SegmentFailed;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Plans;
import org.prunescope.contract.position.Position;
import org.prunescope.service.Patience;
import org.prunescope.service.StopSignal;
import org.prunescope.service.StoppedException;
import org.prunescope.trainer.AnswerSegment.Answer;
import org.prunescope.trainer.storage.OpenedDataSets;

class AnswerSegmentTest {
  private static final StopSignal NEVER = () -> false;

  @TempDir Path dataSets;
  private final MemoryArtifacts artifacts = new MemoryArtifacts();
  private AnswerSegment answerSegment;

  @BeforeEach
  void storeThePlan() throws Exception {
    answerSegment = answering(Runnable::run);
    artifacts.put(Experiments.ref(Experiments.PLAN), Experiments.PLAN.write());
  }

  @Test
  void announcesACheckpointThatIsStored() throws Exception {
    CheckpointRef begin = saved(Experiments.segment(2, null, 0, 0)).checkpoint();
    SegmentRequested segment = Experiments.segment(2, begin, 0, 3);

    Answer answer = answer(segment, NEVER);

    CheckpointSaved saved = (CheckpointSaved) answer.event();
    assertThat(saved.run()).isEqualTo(segment.run());
    assertThat(saved.attempt()).isEqualTo(1);
    assertThat(saved.plan()).isEqualTo(segment.plan());
    assertThat(saved.checkpoint().position()).isEqualTo(Position.trained(0, 3));
    assertThat(saved.checkpoint().artifact().key())
        .startsWith("tiny/cross-entropy_dense/2/1/0-3-trained-");
    assertThat(artifacts.has(saved.checkpoint().artifact())).isTrue();
    assertThat(saved.trainedImages()).isEqualTo(40);
    assertThat(saved.environment().threadsPerRun()).isEqualTo(1);
    assertThat(Objects.requireNonNull(answer.metrics()).imagesPerSecond()).isPositive();
  }

  @Test
  void waitsForAStoreThatIsOutOfOrder() throws Exception {
    artifacts.failNext(5);

    assertThat(saved(Experiments.segment(0, null, 0, 0)).checkpoint().position())
        .isEqualTo(Position.trained(0, 0));
  }

  @Test
  void stopsWaitingWhereTheWorkIsToBeGivenBack() {
    artifacts.failNext(Integer.MAX_VALUE);
    long begin = System.nanoTime();
    StopSignal soon = () -> System.nanoTime() - begin > Duration.ofMillis(100).toNanos();

    assertThatThrownBy(() -> answer(Experiments.segment(0, null, 0, 0), soon))
        .isInstanceOf(StoppedException.class);
  }

  @Test
  void aMissingPlanFailsTheSegment() throws Exception {
    SegmentRequested segment = Experiments.segment(Experiments.plan(.2), 0, null, 0, 0);

    assertFailed(segment, FailureReason.ARTIFACT_UNREADABLE, "is missing");
  }

  @Test
  void aMissingCheckpointFailsTheSegment() throws Exception {
    CheckpointRef missing = reference(new byte[] {1, 2, 3});

    assertFailed(
        Experiments.segment(0, missing, 0, 3), FailureReason.ARTIFACT_UNREADABLE, "is missing");
  }

  @Test
  void anArtifactThatIsNoCheckpointFailsTheSegment() throws Exception {
    byte[] bytes = new byte[64];
    CheckpointRef garbage = reference(bytes);
    artifacts.put(garbage.artifact(), bytes);

    assertFailed(
        Experiments.segment(0, garbage, 0, 3), FailureReason.ARTIFACT_UNREADABLE, "header");
  }

  @Test
  void anotherDataSetThanThePlannedOneFailsTheSegment() throws Exception {
    Plan plan = Experiments.PLAN;
    DataSetFingerprint other =
        new DataSetFingerprint("0".repeat(64), plan.dataSet().classes(), 40, 10);
    Plan planned =
        new Plan(
            Plan.FORMAT_VERSION,
            plan.experiment(),
            plan.request(),
            other,
            plan.partitions(),
            plan.variants(),
            plan.runs());
    artifacts.put(Experiments.ref(planned), planned.write());

    assertFailed(
        Experiments.segment(planned, 0, null, 0, 0),
        FailureReason.DATA_SET_MISMATCH,
        "was planned with 000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DefaultCPUAllocator: can't allocate memory: you tried to allocate 4000000000000 bytes.",
        "DefaultCPUAllocator: not enough memory: you tried to allocate 4000000000000 bytes.",
        "CUDA out of memory. Tried to allocate 2.00 GiB.",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "cuDNN error: CUDNN_STATUS_ALLOC_FAILED"
      })
  void tooLittleMemoryFailsTheSegmentAndSaysWhatToLower(String message) throws Exception {
    CheckpointRef begin = saved(Experiments.segment(0, null, 0, 0)).checkpoint();
    Executor exhausted =
        batch -> {
          throw new IllegalStateException(message);
        };

    assertFailed(
        answering(exhausted),
        Experiments.segment(0, begin, 0, 3),
        FailureReason.OUT_OF_MEMORY,
        message,
        "lower batchSize",
        "prunescope.trainer.concurrency");
  }

  @Test
  void tooLittleMemoryForTheHeapIsTheSame() throws Exception {
    CheckpointRef begin = saved(Experiments.segment(0, null, 0, 0)).checkpoint();
    Executor exhausted =
        batch -> {
          throw new OutOfMemoryError("Cannot reserve 100 bytes of direct buffer memory");
        };

    assertFailed(
        answering(exhausted),
        Experiments.segment(0, begin, 0, 3),
        FailureReason.OUT_OF_MEMORY,
        "direct buffer memory",
        "lower batchSize");
  }

  @Test
  void aPrecisionThatTheProcessorLacksFailsTheSegmentAndNamesTheField() throws Exception {
    Plan plan = Experiments.plan(.1, Precision.BFLOAT16);
    artifacts.put(Experiments.ref(plan), plan.write());

    assertFailed(
        Experiments.segment(plan, 0, null, 0, 0),
        FailureReason.PRECISION_UNSUPPORTED,
        "precision is bfloat16");
  }

  @Test
  void divergenceFailsTheSegmentAndNamesRunAndStep() throws Exception {
    Plan steep = Experiments.plan(100);
    artifacts.put(Experiments.ref(steep), steep.write());
    SegmentRequested first = Experiments.segment(steep, 1, null, 0, 0);
    CheckpointRef begin = saved(first).checkpoint();
    byte[] bytes = Experiments.poisoned(artifacts.get(begin.artifact()));
    CheckpointRef poisoned = reference(bytes);
    artifacts.put(poisoned.artifact(), bytes);

    assertFailed(
        Experiments.segment(steep, 1, poisoned, 0, 3),
        FailureReason.NON_FINITE_LOSS,
        "the loss of run tiny/cross-entropy_dense/1 is NaN at step 1 of phase 0");
  }

  @Test
  void aSegmentOfNoPlannedVariantIsAnErrorOfOurs() throws Exception {
    CheckpointRef begin = saved(Experiments.segment(0, null, 0, 0)).checkpoint();

    assertFailed(Experiments.segment(0, begin, 0, 0), FailureReason.INTERNAL, "no segment leads");
  }

  @Test
  void anEndlesslyDeadlySegmentIsFailedWithoutBeingTrained() {
    SegmentRequested segment = Experiments.segment(0, null, 0, 0);

    SegmentFailed failed = (SegmentFailed) answerSegment.crashed(segment, 5).event();

    assertThat(failed.failure().reason()).isEqualTo(FailureReason.CRASHED);
    assertThat(failed.failure().detail()).contains("5 starts");
  }

  /**
   * @param augmentation makes the batches, or cannot
   */
  private AnswerSegment answering(Executor augmentation) {
    return new AnswerSegment(
        artifacts,
        new Plans(artifacts),
        new OpenedDataSets(dataSets),
        new TrainSegment(artifacts, new WarmNetworks(4), augmentation, new Turns(1)),
        Set.of(Precision.FLOAT32),
        new Patience(Duration.ofMillis(1), Duration.ofMillis(4)));
  }

  private Answer answer(SegmentRequested segment, StopSignal stop) throws StoppedException {
    return answerSegment.train(segment, stop).store();
  }

  private CheckpointSaved saved(SegmentRequested segment) throws Exception {
    return (CheckpointSaved) answer(segment, NEVER).event();
  }

  private void assertFailed(SegmentRequested segment, FailureReason reason, String detail)
      throws Exception {
    assertFailed(answerSegment, segment, reason, detail);
  }

  private static void assertFailed(
      AnswerSegment answerSegment,
      SegmentRequested segment,
      FailureReason reason,
      String... details)
      throws Exception {
    CheckpointEvent event = answerSegment.train(segment, NEVER).store().event();

    assertThat(event).isInstanceOf(SegmentFailed.class);
    SegmentFailed failed = (SegmentFailed) event;
    assertThat(failed.failure().reason()).isEqualTo(reason);
    assertThat(failed.failure().detail()).contains(details);
    assertThat(failed.target()).isEqualTo(segment.target());
    assertThat(List.of(failed.run(), failed.plan()))
        .isEqualTo(List.of(segment.run(), segment.plan()));
  }

  private static CheckpointRef reference(byte[] bytes) {
    Position position = Position.trained(0, 0);
    return new CheckpointRef(
        position,
        ArtifactRef.checkpoint(Experiments.segment(0, null, 0, 0).run(), 1, position, bytes));
  }
}
