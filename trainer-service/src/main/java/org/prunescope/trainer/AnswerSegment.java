package org.prunescope.trainer;

import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.checkpoint.InvalidTensorFileException;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointEvent.SegmentFailed;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.event.TrainingMetrics;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.json.UnreadableDocumentException;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Plans;
import org.prunescope.dataset.DataSetUnavailableException;
import org.prunescope.dataset.ImageDataSet;
import org.prunescope.network.NativeMemory;
import org.prunescope.network.ThisProcess;
import org.prunescope.trainer.storage.OpenedDataSets;

/**
 * Answers a segment: trains it and stores its checkpoint, or says why that cannot be. Storage that
 * does not answer is waited for. Any thread may call.
 */
public final class AnswerSegment {
  private static final Logger LOG = Logger.getLogger(AnswerSegment.class);

  /** What a person can do about it; before what libtorch says, which is long and will be cut. */
  private static final String LESS_MEMORY =
      "out of memory: lower batchSize in the experiment, or prunescope.trainer.concurrency or"
          + " prunescope.trainer.warm-networks. ";

  private final ArtifactStore artifacts;
  private final Plans plans;
  private final OpenedDataSets dataSets;
  private final TrainSegment trainSegment;
  private final Set<Precision> precisions;
  private final Patience patience;

  /**
   * @param precisions in which this process can train
   */
  public AnswerSegment(
      ArtifactStore artifacts,
      Plans plans,
      OpenedDataSets dataSets,
      TrainSegment trainSegment,
      Set<Precision> precisions,
      Patience patience) {
    this.artifacts = artifacts;
    this.plans = plans;
    this.dataSets = dataSets;
    this.trainSegment = trainSegment;
    this.precisions = Set.copyOf(precisions);
    this.patience = patience;
  }

  /**
   * What is to be announced.
   *
   * @param event for those who decide
   * @param metrics for those who watch; null where nothing was trained
   */
  public record Answer(CheckpointEvent event, @Nullable TrainingMetrics metrics) {}

  /**
   * Trains the segment.
   *
   * @throws SegmentStoppedException where a stop was requested before its checkpoint was stored
   */
  public Answer answer(SegmentRequested segment, StopSignal stop) throws SegmentStoppedException {
    try {
      return trained(segment, stop);
    } catch (ArtifactUnreadableException
        | UnreadableDocumentException
        | InvalidTensorFileException e) {
      return failed(segment, FailureReason.ARTIFACT_UNREADABLE, e);
    } catch (DataSetUnavailableException e) {
      return failed(segment, FailureReason.DATA_SET_MISMATCH, e);
    } catch (RuntimeException | Error e) {
      LOG.errorf(e, "segment failed run=%s step=%s", segment.run(), segment.target());
      return e instanceof OutOfMemoryError || NativeMemory.isExhausted(e)
          ? failed(segment, FailureReason.OUT_OF_MEMORY, LESS_MEMORY + message(e))
          : failed(segment, FailureReason.INTERNAL, e);
    }
  }

  /** The answer to a segment on which the process died too often to try again. */
  public Answer crashed(SegmentRequested segment, int starts) {
    return failed(
        segment,
        FailureReason.CRASHED,
        "the trainer died in each of %d starts of this segment".formatted(starts));
  }

  private Answer trained(SegmentRequested segment, StopSignal stop)
      throws SegmentStoppedException, ArtifactUnreadableException, DataSetUnavailableException {
    long begin = System.nanoTime();
    Plan plan = patience.until(stop, "read the plan", () -> plans.get(segment.plan()));
    Precision precision = plan.request().precision();
    if (!precisions.contains(precision)) {
      return failed(
          segment,
          FailureReason.PRECISION_UNSUPPORTED,
          "precision is %s, which this trainer does not have: it takes training on an x86 processor with avx512_bf16 or amx_bf16"
              .formatted(precision.text()));
    }
    ImageDataSet data = dataSets.get(plan.request().dataSet(), plan.dataSet());
    SegmentOutcome outcome =
        patience.until(
            stop, "read the checkpoint", () -> trainSegment.train(plan, data, segment, stop));
    return switch (outcome) {
      case SegmentOutcome.Trained trained -> saved(segment, plan, trained, begin, stop);
      case SegmentOutcome.Diverged diverged ->
          failed(
              segment,
              FailureReason.NON_FINITE_LOSS,
              "the loss of run %s is %s at step %d of phase %d"
                  .formatted(
                      segment.run(), diverged.loss(), diverged.step(), segment.target().phase()));
      case SegmentOutcome.NonFinite lost ->
          failed(
              segment,
              FailureReason.NON_FINITE_WEIGHTS,
              "run %s, %s: %s holds NaN or infinity"
                  .formatted(segment.run(), segment.target(), lost.tensor()));
    };
  }

  private Answer saved(
      SegmentRequested segment,
      Plan plan,
      SegmentOutcome.Trained trained,
      long begin,
      StopSignal stop)
      throws SegmentStoppedException {
    byte[] bytes = trained.checkpoint();
    ArtifactRef ref =
        ArtifactRef.checkpoint(segment.run(), segment.attempt(), segment.target(), bytes);
    patience.until(
        stop,
        "store the checkpoint",
        () -> {
          artifacts.put(ref, bytes);
          return ref;
        });
    long durationMillis = Math.max(1, (System.nanoTime() - begin) / 1_000_000);
    LOG.infof(
        "%s experiment=%s run=%s attempt=%d step=%s images=%d durationMillis=%d sha256=%s%s",
        trained.trainedImages() == 0 ? "phase begun" : "segment trained",
        segment.run().experiment(),
        segment.run(),
        segment.attempt(),
        segment.target(),
        trained.trainedImages(),
        durationMillis,
        ref.sha256(),
        trained.trainedImages() == 0 ? "" : " loss=%.4f".formatted(trained.meanLoss()));
    CheckpointSaved event =
        new CheckpointSaved(
            segment.run(),
            segment.plan(),
            segment.attempt(),
            new CheckpointRef(segment.target(), ref),
            ThisProcess.numericEnvironment(
                plan.request().precision(), plan.request().threadsPerRun()),
            trained.trainedImages(),
            durationMillis);
    return new Answer(event, metrics(segment, trained, durationMillis));
  }

  private static @Nullable TrainingMetrics metrics(
      SegmentRequested segment, SegmentOutcome.Trained trained, long durationMillis) {
    return trained.trainedImages() == 0
        ? null
        : new TrainingMetrics(
            segment.run(),
            segment.attempt(),
            segment.target(),
            trained.meanLoss(),
            trained.learningRate(),
            trained.trainedImages() * 1000.0 / durationMillis);
  }

  private static Answer failed(SegmentRequested segment, FailureReason reason, Throwable cause) {
    return failed(segment, reason, message(cause));
  }

  private static Answer failed(SegmentRequested segment, FailureReason reason, String detail) {
    LOG.warnf(
        "segment failed experiment=%s run=%s attempt=%d step=%s reason=%s detail=\"%s\"",
        segment.run().experiment(),
        segment.run(),
        segment.attempt(),
        segment.target(),
        reason,
        detail);
    return new Answer(
        new SegmentFailed(
            segment.run(),
            segment.plan(),
            segment.attempt(),
            segment.target(),
            new Failure(reason, detail)),
        null);
  }

  private static String message(Throwable thrown) {
    return Objects.requireNonNullElse(thrown.getMessage(), thrown.toString());
  }
}
