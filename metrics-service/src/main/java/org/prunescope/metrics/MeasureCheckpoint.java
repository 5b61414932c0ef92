package org.prunescope.metrics;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.InvalidTensorFileException;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointEvent.CheckpointPruned;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointEvent.SegmentFailed;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.MeasurementRequested;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.UnreadableDocumentException;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Plans;
import org.prunescope.contract.position.Position;
import org.prunescope.dataset.DataSetUnavailableException;
import org.prunescope.dataset.DataSets;
import org.prunescope.dataset.ImageDataSet;
import org.prunescope.metrics.evaluation.Asked;
import org.prunescope.metrics.evaluation.CheckpointMeasurement;
import org.prunescope.metrics.evaluation.Measurement;
import org.prunescope.metrics.evaluation.NonFiniteActivationsException;
import org.prunescope.metrics.persistence.Answered;
import org.prunescope.metrics.persistence.Deletions;
import org.prunescope.metrics.persistence.MeasurementStarts;
import org.prunescope.metrics.persistence.MeasurementStore;
import org.prunescope.network.NativeMemory;

/**
 * Answers a checkpoint's event: measures the checkpoint if its plan marks the position; and those
 * who ask for a measurement again. For one thread at a time.
 */
@ApplicationScoped
public class MeasureCheckpoint {
  private static final Logger LOG = Logger.getLogger(MeasureCheckpoint.class);

  /** What a person can do about it; before what libtorch says, which is long and will be cut. */
  private static final String LESS_MEMORY = "out of memory: lower prunescope.metrics.batch-size. ";

  /** After so many starts that came to no end a measurement is not begun again. */
  private static final int MOST_STARTS = 5;

  private final MetricsConfiguration configuration;
  private final ArtifactStore artifacts;
  private final CheckpointMeasurement measurements;
  private final MeasurementStore store;
  private final MeasurementStarts starts;
  private final Deletions deletions;
  private final Stopping stopping;
  private final MeasurementMeters meters;
  private final Plans plans;
  // By fingerprint, since a folder may change. A data set is held whole: CIFAR-10 is 185 MB.
  private final RecentlyUsed<String, ImageDataSet> dataSets = new RecentlyUsed<>(1);

  MeasureCheckpoint(
      MetricsConfiguration configuration,
      ArtifactStore artifacts,
      CheckpointMeasurement measurements,
      MeasurementStore store,
      MeasurementStarts starts,
      Deletions deletions,
      Stopping stopping,
      MeasurementMeters meters) {
    this.configuration = configuration;
    this.artifacts = artifacts;
    this.plans = new Plans(artifacts);
    this.measurements = measurements;
    this.store = store;
    this.starts = starts;
    this.deletions = deletions;
    this.stopping = stopping;
    this.meters = meters;
  }

  /**
   * Measures and stores, or says again what was answered before.
   *
   * @return empty where nothing is to be measured
   * @throws IOException where artifacts could not be read: trying again may help
   * @throws UnplannedRunException where the event names a run that its plan does not have
   */
  public Optional<MeasurementEvent> answer(CheckpointEvent event)
      throws IOException, UnplannedRunException {
    return switch (event) {
      case CheckpointSaved saved -> answer(event, saved.checkpoint());
      case CheckpointPruned pruned -> answer(event, pruned.checkpoint());
      case SegmentFailed failed -> Optional.empty();
    };
  }

  private Optional<MeasurementEvent> answer(CheckpointEvent event, CheckpointRef checkpoint)
      throws IOException, UnplannedRunException {
    return answer(
        new MeasurementRequested(event.run(), event.plan(), event.attempt(), checkpoint),
        Answered.AT_ALL);
  }

  /**
   * Measures and stores again what is missing, has failed or is of an older definition; says again
   * what is stored by today's.
   *
   * @return empty where the experiment was deleted
   * @throws IOException where artifacts could not be read: trying again may help
   * @throws UnplannedRunException where the plan does not have the run or measures it elsewhere
   */
  public Optional<MeasurementEvent> answer(MeasurementRequested request)
      throws IOException, UnplannedRunException {
    Optional<MeasurementEvent> answer = answer(request, Answered.BY_TODAYS_DEFINITION);
    if (answer.isEmpty() && !deletions.contain(request.run().experiment())) {
      throw new UnplannedRunException(request.run(), request.checkpoint().position());
    }
    return answer;
  }

  private Optional<MeasurementEvent> answer(MeasurementRequested request, Answered standing)
      throws IOException, UnplannedRunException {
    if (deletions.contain(request.run().experiment())) {
      return Optional.empty();
    }
    Plan plan;
    try {
      plan = plans.get(request.plan());
    } catch (ArtifactUnreadableException | UnreadableDocumentException e) {
      return fail(request, standing, FailureReason.ARTIFACT_UNREADABLE, e);
    }
    requirePlanned(request.run(), plan);
    if (!store.register(plan)) {
      return Optional.empty();
    }
    Position position = request.checkpoint().position();
    if (!plan.variant(request.run().variant()).measured().contains(position)) {
      return Optional.empty();
    }
    Optional<MeasurementEvent> answered =
        store.answer(standing, request.run(), request.attempt(), position);
    if (answered.isEmpty()) {
      return begin(request, standing, plan);
    }
    // Whoever stored the answer may have died before it could say that its start came to an end.
    starts.end(request.run(), request.attempt(), position);
    return answered;
  }

  private Optional<MeasurementEvent> begin(
      MeasurementRequested request, Answered standing, Plan plan) throws IOException {
    Position position = request.checkpoint().position();
    int deaths = starts.begin(request.run(), request.attempt(), position);
    try {
      return deaths < MOST_STARTS
          ? measure(request, standing, plan)
          : fail(
              request,
              standing,
              FailureReason.CRASHED,
              "the metrics service died in each of %d starts of this measurement"
                  .formatted(deaths));
    } finally {
      starts.end(request.run(), request.attempt(), position);
    }
  }

  private Optional<MeasurementEvent> measure(
      MeasurementRequested request, Answered standing, Plan plan) throws IOException {
    CheckpointRef checkpoint = request.checkpoint();
    long start = System.nanoTime();
    Measurement measurement;
    ImageDataSet images;
    try {
      images = images(plan);
      if (!images.fingerprint().equals(plan.dataSet())) {
        return fail(
            request,
            standing,
            FailureReason.DATA_SET_MISMATCH,
            "the data set here has fingerprint %s, the plan's has %s"
                .formatted(images.fingerprint().sha256(), plan.dataSet().sha256()));
      }
      requireClassifier(plan, request.run(), checkpoint.position());
      Safetensors.Content content = CheckpointFormat.read(artifacts.get(checkpoint.artifact()));
      measurement =
          measurements.of(
              content,
              plan.request(),
              request.run().seed(),
              asked(plan, request.run(), checkpoint.position()),
              images);
    } catch (ArtifactUnreadableException | InvalidTensorFileException e) {
      return fail(request, standing, FailureReason.ARTIFACT_UNREADABLE, e);
    } catch (DataSetUnavailableException e) {
      return fail(request, standing, FailureReason.DATA_SET_MISMATCH, e);
    } catch (NonFiniteActivationsException e) {
      return fail(request, standing, FailureReason.NON_FINITE_WEIGHTS, e);
    } catch (RuntimeException e) {
      // An error of ours would come again and hold up the partition for ever: it becomes visible.
      LOG.errorf(e, "measuring=broken run=%s position=%s", request.run(), checkpoint.position());
      return NativeMemory.isExhausted(e)
          ? fail(request, standing, FailureReason.OUT_OF_MEMORY, LESS_MEMORY + e.getMessage())
          : fail(request, standing, FailureReason.INTERNAL, e);
    }

    Duration duration = Duration.ofNanos(System.nanoTime() - start);
    meters.measured(duration);
    Optional<MeasurementEvent> answer =
        store.store(
            standing,
            request.run(),
            request.attempt(),
            checkpoint.position(),
            checkpoint.artifact(),
            measurement,
            images,
            duration);
    LOG.infof(
        "measured run=%s attempt=%d position=%s accuracy=%.4f sparsity=%.4f millis=%d",
        request.run(),
        request.attempt(),
        checkpoint.position(),
        measurement.accuracy(),
        measurement.sparsity(),
        duration.toMillis());
    return answer;
  }

  private ImageDataSet images(Plan plan) throws DataSetUnavailableException {
    Optional<ImageDataSet> known = dataSets.find(plan.dataSet().sha256());
    if (known.isPresent()) {
      return known.get();
    }
    ImageDataSet opened =
        DataSets.open(plan.request().dataSet(), configuration.dataSets().folder());
    return dataSets.keep(opened.fingerprint().sha256(), opened);
  }

  private Optional<MeasurementEvent> fail(
      MeasurementRequested request, Answered standing, FailureReason reason, Exception cause) {
    return fail(request, standing, reason, String.valueOf(cause.getMessage()));
  }

  private Optional<MeasurementEvent> fail(
      MeasurementRequested request, Answered standing, FailureReason reason, String detail) {
    if (stopping.isRequested()) {
      throw new IllegalStateException("failed while the service stops: " + detail);
    }
    LOG.warnf(
        "measuring=failed run=%s attempt=%d position=%s reason=%s detail=\"%s\"",
        request.run(), request.attempt(), request.checkpoint().position(), reason, detail);
    meters.failed(reason);
    return store.storeFailure(
        standing,
        request.run(),
        request.attempt(),
        request.checkpoint().position(),
        new Failure(reason, detail));
  }

  private static Asked asked(Plan plan, RunId run, Position position) {
    boolean isTheEnd = plan.variant(run.variant()).measured().getLast().equals(position);
    return isTheEnd
        ? Asked.atTheEnd(plan.request().measurement(), run.seed())
        : Asked.ALONG_TRAINING;
  }

  /** What is measured needs predictions, and a network in pre-training makes none. */
  private static void requireClassifier(Plan plan, RunId run, Position position) {
    Phase phase = plan.variant(run.variant()).phases().get(position.phase());
    if (!phase.learning().hasClassifier()) {
      throw new IllegalArgumentException(
          "the plan measures %s in phase %s, where the network has no classifier"
              .formatted(position, phase.name()));
    }
  }

  private static void requirePlanned(RunId run, Plan plan) throws UnplannedRunException {
    if (plan.planned(run).isEmpty()) {
      throw new UnplannedRunException(run, plan.experiment());
    }
  }
}
