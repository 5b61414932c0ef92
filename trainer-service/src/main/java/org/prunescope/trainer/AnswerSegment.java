package org.prunescope.trainer;

import java.time.Clock;
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
import org.prunescope.service.Patience;
import org.prunescope.service.StopSignal;
import org.prunescope.service.StoppedException;
import org.prunescope.trainer.storage.OpenedDataSets;

/**
 * Answers a segment: trains it and then stores its checkpoint, or says why that cannot be. Storage
 * that does not answer is waited for. Any thread may call; one may train and another store.
 */
public final class AnswerSegment {
  private static final Logger LOG = Logger.getLogger(AnswerSegment.class);

  /** For the log alone. */
  private static final Clock CLOCK = Clock.systemUTC();

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

  /** What is left to do of a segment when its training has ended: no computing, but waiting. */
  @FunctionalInterface
  public interface Storing {
    /**
     * Stores what was trained.
     *
     * @throws StoppedException where a stop was requested before it was stored
     */
    Answer store() throws StoppedException;
  }

  /**
   * Trains the segment. Whatever it comes to, is said by the ending alone.
   *
   * @throws StoppedException where a stop was requested before it was trained
   */
  public Storing train(SegmentRequested segment, StopSignal stop) throws StoppedException {
    try {
      return trained(segment, stop);
    } catch (ArtifactUnreadableException
        | DataSetUnavailableException
        | RuntimeException
        | Error e) {
      Answer failed = failed(segment, e);
      return () -> failed;
    }
  }

  /** The answer to a segment on which the process died too often to try again. */
  public Answer crashed(SegmentRequested segment, int starts) {
    return failed(
        segment,
        FailureReason.CRASHED,
        "the trainer died in each of %d starts of this segment".formatted(starts));
  }

  private Storing trained(SegmentRequested segment, StopSignal stop)
      throws StoppedException, ArtifactUnreadableException, DataSetUnavailableException {
    long begin = System.nanoTime();
    Plan plan = patience.until(stop, "read the plan", () -> plans.get(segment.plan()));
    Precision precision = plan.request().precision();
    if (!precisions.contains(precision)) {
      return said(
          segment,
          FailureReason.PRECISION_UNSUPPORTED,
          "precision is %s, which this trainer does not have: it takes training on an x86 processor with avx512_bf16 or amx_bf16"
              .formatted(precision.text()));
    }
    ImageDataSet data = dataSets.get(plan.request().dataSet(), plan.dataSet());
    SegmentOutcome outcome =
        patience.until(
            stop, "read the checkpoint", () -> trainSegment.train(plan, data, segment, stop));
    long encoded = System.nanoTime();
    return switch (outcome) {
      case SegmentOutcome.Trained trained ->
          () -> saved(segment, plan, trained, begin, encoded, stop);
      case SegmentOutcome.Diverged diverged ->
          said(
              segment,
              FailureReason.NON_FINITE_LOSS,
              "the loss of run %s is %s at step %d of phase %d%s"
                  .formatted(
                      segment.run(),
                      diverged.loss(),
                      diverged.step(),
                      segment.target().phase(),
                      diverged.tensor() == null
                          ? ""
                          : ", after which %s holds NaN or infinity".formatted(diverged.tensor())));
      case SegmentOutcome.NonFinite lost ->
          said(
              segment,
              FailureReason.NON_FINITE_WEIGHTS,
              "run %s, %s: %s holds NaN or infinity"
                  .formatted(segment.run(), segment.target(), lost.tensor()));
    };
  }

  private static Storing said(SegmentRequested segment, FailureReason reason, String detail) {
    Answer failed = failed(segment, reason, detail);
    return () -> failed;
  }

  private Answer saved(
      SegmentRequested segment,
      Plan plan,
      SegmentOutcome.Trained trained,
      long begin,
      long encoded,
      StopSignal stop)
      throws StoppedException {
    try {
      return stored(segment, plan, trained, begin, encoded, stop);
    } catch (RuntimeException | Error e) {
      return failed(segment, e);
    }
  }

  private Answer stored(
      SegmentRequested segment,
      Plan plan,
      SegmentOutcome.Trained trained,
      long begin,
      long encoded,
      StopSignal stop)
      throws StoppedException {
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
    long stored = System.nanoTime();
    long durationMillis = Math.max(1, (stored - begin) / 1_000_000);
    TrainingTimes times = trained.times();
    LOG.infof(
        "%s experiment=%s run=%s attempt=%d position=%s images=%d durationMillis=%d sha256=%s%s",
        times == null ? "phase begun" : "segment trained",
        segment.run().experiment(),
        segment.run(),
        segment.attempt(),
        segment.target(),
        trained.trainedImages(),
        durationMillis,
        ref.sha256(),
        times == null
            ? ""
            : " loss=%.4f %s"
                .formatted(trained.meanLoss(), times.spent(CLOCK, begin, encoded, stored)));
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
    return new Answer(event, metrics(segment, trained, stored - begin));
  }

  private static @Nullable TrainingMetrics metrics(
      SegmentRequested segment, SegmentOutcome.Trained trained, long nanos) {
    TrainingTimes times = trained.times();
    return times == null
        ? null
        : new TrainingMetrics(
            segment.run(),
            segment.attempt(),
            segment.target(),
            trained.meanLoss(),
            trained.learningRate(),
            trained.trainedImages() * 1e9 / (nanos - times.turnNanos()));
  }

  private static Answer failed(SegmentRequested segment, FailureReason reason, String detail) {
    LOG.warnf(
        "segment failed experiment=%s run=%s attempt=%d position=%s reason=%s detail=\"%s\"",
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

  private static Answer failed(SegmentRequested segment, Throwable e) {
    return switch (e) {
      case ArtifactUnreadableException unreadable ->
          failed(segment, FailureReason.ARTIFACT_UNREADABLE, message(e));
      case UnreadableDocumentException unreadable ->
          failed(segment, FailureReason.ARTIFACT_UNREADABLE, message(e));
      case InvalidTensorFileException unreadable ->
          failed(segment, FailureReason.ARTIFACT_UNREADABLE, message(e));
      case DataSetUnavailableException unavailable ->
          failed(segment, FailureReason.DATA_SET_MISMATCH, message(e));
      default -> {
        LOG.errorf(e, "segment failed run=%s position=%s", segment.run(), segment.target());
        yield e instanceof OutOfMemoryError || NativeMemory.isExhausted(e)
            ? failed(segment, FailureReason.OUT_OF_MEMORY, LESS_MEMORY + message(e))
            : failed(segment, FailureReason.INTERNAL, message(e));
      }
    };
  }

  private static String message(Throwable thrown) {
    return Objects.requireNonNullElse(thrown.getMessage(), thrown.toString());
  }
}
