package org.prunescope.gateway.persistence;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.Caller;
import org.prunescope.gateway.algorithm.estimate.TrainingCost;
import org.prunescope.gateway.request.SubmissionKey;

/** Experiments with their variants and runs. */
@ApplicationScoped
public class Experiments implements PanacheRepositoryBase<ExperimentEntity, String> {
  /** States after which nothing more happens to a run by itself. */
  static final List<RunState> FINAL =
      List.of(
          RunState.MEASURED,
          RunState.FAILED,
          RunState.CANCELLED,
          RunState.BLOCKED,
          RunState.MEASUREMENT_FAILED);

  private final Clock clock;
  private final SubmissionKeys keys;

  Experiments(Clock clock, SubmissionKeys keys) {
    this.clock = clock;
    this.keys = keys;
  }

  /** Whether nothing more happens to a run in this state by itself. */
  public static boolean isFinal(RunState state) {
    return FINAL.contains(state);
  }

  /**
   * Stores the experiment, its runs and the records that release them, or nothing.
   *
   * @param owner who submitted it
   * @return false where the owner's key stands for another experiment
   */
  @Transactional
  public boolean store(Plan plan, ArtifactRef artifact, Caller owner, Optional<SubmissionKey> key) {
    if (key.isPresent() && !keys.claim(owner, key.get(), plan.experiment())) {
      return false;
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String request = new String(Json.write(plan.request()), StandardCharsets.UTF_8);
    persist(new ExperimentEntity(plan, request, artifact, owner.name(), now));

    Map<VariantId, VariantEntity> variants = new HashMap<>();
    for (Variant variant : plan.variants()) {
      VariantEntity entity = new VariantEntity(plan, variant, variants.size());
      getEntityManager().persist(entity);
      variants.put(variant.id(), entity);
    }
    int ordinal = 0;
    for (PlannedRun planned : plan.runs()) {
      RunId run = plan.id(planned);
      VariantEntity variant = Objects.requireNonNull(variants.get(planned.variant()));
      byte[] command = Json.writeEvent(new RunCommand.RunRequested(run, artifact));
      getEntityManager().persist(new RunEntity(run, variant, ordinal++, planned.partition(), now));
      getEntityManager()
          .persist(
              new OutboxEntity(Topics.RUN_COMMANDS, planned.partition(), run.text(), command, now));
    }
    return true;
  }

  /**
   * What unfinished runs still have to train, in {@link TrainingCost}'s unit, by partition.
   *
   * @param partitions of every topic, at least 1; what runs on others is not counted
   */
  @Transactional
  public List<Long> outstandingCosts(int partitions) {
    List<Long> costs = new ArrayList<>(Collections.nCopies(partitions, 0L));
    getEntityManager()
        .createQuery(
            """
            select r.partition, v, r.updatesMade from RunEntity r join r.variant v
            where r.state not in :done and r.partition < :partitions
            """,
            Object[].class)
        .setParameter("done", FINAL)
        .setParameter("partitions", partitions)
        .getResultList()
        .forEach(
            row -> {
              int partition = (Integer) row[0];
              long cost = ((VariantEntity) row[1]).remainingCost((Long) row[2]);
              costs.set(partition, costs.get(partition) + cost);
            });
    return costs;
  }

  /** These experiments, in this order; one that is not there is left out. */
  @Transactional
  public List<ExperimentStatus> statuses(List<String> ids) {
    Map<String, Object> parameters = Map.of("ids", ids);
    Map<String, List<StateCount>> counts =
        counts(
            "select %s from RunEntity r where r.experiment in :ids group by r.experiment, r.state",
            parameters);
    Map<String, Long> remeasurements = remeasurements("and r.experiment in :ids", parameters);
    return list("id in ?1", ids).stream()
        .sorted(Comparator.comparingInt(experiment -> ids.indexOf(experiment.id)))
        .map(experiment -> status(experiment, counts, remeasurements))
        .toList();
  }

  /** One experiment. */
  @Transactional
  public Optional<ExperimentStatus> status(ExperimentId id) {
    return statuses(List.of(id.value())).stream().findFirst();
  }

  /** Whether there is such an experiment that the caller may know of. */
  @Transactional
  public boolean isKnown(ExperimentId id, Caller caller) {
    return findByIdOptional(id.value())
        .filter(experiment -> caller.mayKnow(experiment.owner))
        .isPresent();
  }

  /** What was submitted. */
  @Transactional
  public Optional<Experiment> request(ExperimentId id) {
    return findByIdOptional(id.value())
        .map(
            experiment ->
                Json.read(experiment.request.getBytes(StandardCharsets.UTF_8), Experiment.class));
  }

  /** Its variants, in the plan's order. */
  @Transactional
  public List<VariantId> variants(ExperimentId id) {
    return getEntityManager()
        .createQuery(
            "select name from VariantEntity where experiment = :id order by ordinal", String.class)
        .setParameter("id", id.value())
        .getResultStream()
        .map(VariantId::new)
        .toList();
  }

  /** Where its plan is. */
  @Transactional
  public Optional<ArtifactRef> plan(ExperimentId id) {
    return findByIdOptional(id.value()).map(ExperimentEntity::plan);
  }

  private record StateCount(
      String experiment,
      RunState state,
      long runs,
      long updates,
      long updatesMade,
      long resumptionsDue,
      long stalledRuns,
      CheckpointCounts checkpoints) {}

  private Map<String, List<StateCount>> counts(String query, Map<String, Object> parameters) {
    var typed =
        getEntityManager()
            .createQuery(
                query.formatted(
                    """
                    r.experiment, r.state, count(r), sum(r.updates), sum(r.updatesMade),
                    sum(case when r.askedAttempt > r.attempt
                      and r.cancelledAttempt < r.askedAttempt then 1 else 0 end),
                    sum(case when r.stalled then 1 else 0 end),
                    sum(r.checkpointsKept), sum(r.keptBytes),
                    sum(r.checkpointsDeleted), sum(r.deletedBytes)
                    """),
                Object[].class);
    parameters.forEach(typed::setParameter);
    return typed
        .getResultStream()
        .map(
            row ->
                new StateCount(
                    (String) row[0],
                    (RunState) row[1],
                    (Long) row[2],
                    (Long) row[3],
                    (Long) row[4],
                    (Long) row[5],
                    (Long) row[6],
                    new CheckpointCounts(
                        (Long) row[7], (Long) row[8], (Long) row[9], (Long) row[10])))
        .collect(Collectors.groupingBy(StateCount::experiment));
  }

  private Map<String, Long> remeasurements(String condition, Map<String, Object> parameters) {
    var typed =
        getEntityManager()
            .createQuery(
                """
                select r.experiment, count(m)
                from MeasurementEntity m join RunEntity r on r.id = m.run
                where m.askedAt is not null %s group by r.experiment
                """
                    .formatted(condition),
                Object[].class);
    parameters.forEach(typed::setParameter);
    return typed
        .getResultStream()
        .collect(Collectors.toMap(row -> (String) row[0], row -> (Long) row[1]));
  }

  private static ExperimentStatus status(
      ExperimentEntity experiment,
      Map<String, List<StateCount>> counts,
      Map<String, Long> remeasurements) {
    List<StateCount> own = counts.getOrDefault(experiment.id, List.of());
    return new ExperimentStatus(
        new ExperimentId(experiment.id),
        experiment.name,
        experiment.submittedAt,
        false,
        own.stream().mapToLong(StateCount::runs).sum(),
        own.stream().collect(Collectors.toMap(StateCount::state, StateCount::runs)),
        own.stream().mapToLong(StateCount::updates).sum(),
        own.stream().mapToLong(StateCount::updatesMade).sum(),
        own.stream()
            .map(StateCount::checkpoints)
            .reduce(CheckpointCounts.NONE, CheckpointCounts::plus),
        0,
        remeasurements.getOrDefault(experiment.id, 0L),
        own.stream().mapToLong(StateCount::resumptionsDue).sum(),
        own.stream().mapToLong(StateCount::stalledRuns).sum(),
        experiment.plan(),
        null);
  }
}
