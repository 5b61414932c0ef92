package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.MeasurementEvent.MeasurementFailed;
import org.prunescope.contract.event.MeasurementEvent.MeasurementStored;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.dataset.ImageDataSet;
import org.prunescope.metrics.evaluation.Measurement;
import org.prunescope.metrics.evaluation.MeasurementDefinition;

/**
 * Plans and measurements in PostgreSQL. The first answer to a run's attempt and position stays,
 * whatever comes later, until somebody asks again; every method may be repeated.
 */
@ApplicationScoped
public class MeasurementStore {
  private final Clock clock;
  private final Deletions deletions;

  MeasurementStore(Clock clock, Deletions deletions) {
    this.clock = clock;
    this.deletions = deletions;
  }

  /**
   * Makes the plan's variants, runs and comparisons known, unless they are.
   *
   * @return whether they are known now: false where the experiment was deleted
   */
  @Transactional
  public boolean register(Plan plan) {
    ExperimentId experiment = plan.experiment();
    if (!deletions.holdBack(experiment)) {
      return false;
    }
    if (ExperimentRow.findById(experiment.value()) != null) {
      return true;
    }
    int inserted =
        Panache.getEntityManager()
            .createNativeQuery(
                "insert into metrics.experiment (id, name, data_set)"
                    + " values (:id, :name, :dataSet) on conflict do nothing")
            .setParameter("id", experiment.value())
            .setParameter("name", plan.request().name())
            .setParameter("dataSet", plan.dataSet().sha256())
            .executeUpdate();
    if (inserted == 0) {
      return true;
    }
    int ordinal = 0;
    for (Variant variant : plan.variants()) {
      new VariantRow(experiment, ordinal++, variant).persist();
    }
    PlannedComparisons.persist(plan);
    for (PlannedRun run : plan.runs()) {
      new RunRow(plan.id(run)).persist();
    }
    return true;
  }

  /** What has been answered for this position and stands, if anything. */
  @Transactional
  public Optional<MeasurementEvent> answer(
      Answered answered, RunId run, int attempt, Position position) {
    MeasuredPosition of = MeasuredPosition.of(run, attempt, position);
    int oldest =
        switch (answered) {
          case AT_ALL -> 1;
          case BY_TODAYS_DEFINITION -> MeasurementDefinition.CURRENT;
        };
    if (MeasurementRow.count("of = ?1 and definition >= ?2", of, oldest) > 0) {
      return Optional.of(new MeasurementStored(run, attempt, position));
    }
    return switch (answered) {
      case AT_ALL ->
          FailedMeasurementRow.<FailedMeasurementRow>findByIdOptional(of)
              .map(row -> new MeasurementFailed(run, attempt, position, row.failure()));
      case BY_TODAYS_DEFINITION -> Optional.empty();
    };
  }

  /**
   * Stores a measurement of a registered plan's run, in the place of an older one, and makes the
   * comparisons due that it belongs to, in one transaction.
   *
   * @param duration that measuring took
   * @return what is answered now: this, or what stands; empty where the experiment was deleted
   */
  @Transactional
  public Optional<MeasurementEvent> store(
      Answered standing,
      RunId run,
      int attempt,
      Position position,
      ArtifactRef checkpoint,
      Measurement measurement,
      ImageDataSet images,
      Duration duration) {
    if (!deletions.holdBack(run.experiment())) {
      return Optional.empty();
    }
    RunRow row = RunRow.findById(run.text(), LockModeType.PESSIMISTIC_WRITE);
    Optional<MeasurementEvent> answered = answer(standing, run, attempt, position);
    if (answered.isPresent()) {
      return answered;
    }
    registerDataSet(images);
    MeasuredPosition of = MeasuredPosition.of(run, attempt, position);
    MeasurementRow.delete("of", of);
    FailedMeasurementRow.delete("of", of);
    new MeasurementRow(of, checkpoint, clock.instant(), duration, measurement).persist();
    makeDue(VariantPosition.of(row.variant, position));
    return Optional.of(new MeasurementStored(run, attempt, position));
  }

  /**
   * Stores that a checkpoint cannot be measured, in the place of an earlier failure; a measurement
   * of an older definition stays beside it. The run need not be known: its plan may be what cannot
   * be read.
   *
   * @return what is answered now: this, or what stands; empty where the experiment was deleted
   */
  @Transactional
  public Optional<MeasurementEvent> storeFailure(
      Answered standing, RunId run, int attempt, Position position, Failure failure) {
    if (!deletions.holdBack(run.experiment())) {
      return Optional.empty();
    }
    RunRow.findById(run.text(), LockModeType.PESSIMISTIC_WRITE);
    Optional<MeasurementEvent> answered = answer(standing, run, attempt, position);
    if (answered.isPresent()) {
      return answered;
    }
    MeasuredPosition of = MeasuredPosition.of(run, attempt, position);
    FailedMeasurementRow.delete("of", of);
    new FailedMeasurementRow(of, failure, clock.instant()).persist();
    return Optional.of(new MeasurementFailed(run, attempt, position, failure));
  }

  private static void registerDataSet(ImageDataSet images) {
    Panache.getEntityManager()
        .createNativeQuery(
            "insert into metrics.data_set (sha256, classes, test_labels)"
                + " values (:sha256, :classes, :testLabels) on conflict do nothing")
        .setParameter("sha256", images.fingerprint().sha256())
        .setParameter("classes", images.classes().toArray(String[]::new))
        .setParameter("testLabels", images.test().labels())
        .executeUpdate();
  }

  /**
   * Those that compare the population at this position, or compare with it. Rows are locked in one
   * order, so that two measurements never wait for each other.
   */
  private static void makeDue(VariantPosition measured) {
    List<ComparisonRow> comparisons =
        ComparisonRow.<ComparisonRow>find(
                "of = ?1 or (baseline = ?2 and baselinePhase = ?3 and baselineStep = ?4"
                    + " and baselineStage = ?5)"
                    + " order by of.variant, of.phase, of.step, of.stage",
                measured,
                measured.variant(),
                measured.phase(),
                measured.step(),
                measured.stage())
            .withLock(LockModeType.PESSIMISTIC_WRITE)
            .list();
    for (ComparisonRow comparison : comparisons) {
      comparison.revision++;
    }
  }
}
