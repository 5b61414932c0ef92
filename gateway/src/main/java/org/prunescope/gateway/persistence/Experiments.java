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
import org.prunescope.gateway.algorithm.estimate.TrainingCost;
import org.prunescope.gateway.request.SubmissionKey;

/** Experiments with their variants and runs. */
@ApplicationScoped
public class Experiments implements PanacheRepositoryBase<ExperimentEntity, String> {
  private static final List<RunState> FINAL =
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
   * @return false where the key stands for another experiment
   */
  @Transactional
  public boolean store(Plan plan, ArtifactRef artifact, Optional<SubmissionKey> key) {
    if (key.isPresent() && !keys.claim(key.get(), plan.experiment())) {
      return false;
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String request = new String(Json.write(plan.request()), StandardCharsets.UTF_8);
    persist(new ExperimentEntity(plan, request, artifact, now));

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

  /** Every experiment, the newest first. */
  @Transactional
  public List<ExperimentStatus> all() {
    Map<String, List<StateCount>> counts =
        counts("select %s from RunEntity r group by r.experiment, r.state", Map.of());
    Map<String, CheckpointCounts> checkpoints = checkpoints("", Map.of());
    Map<String, Long> remeasurements = remeasurements("", Map.of());
    return list("order by submittedAt desc, id").stream()
        .map(experiment -> status(experiment, counts, checkpoints, remeasurements))
        .toList();
  }

  /** One experiment. */
  @Transactional
  public Optional<ExperimentStatus> status(ExperimentId id) {
    return findByIdOptional(id.value())
        .map(
            experiment ->
                status(
                    experiment,
                    counts(
                        "select %s from RunEntity r where r.experiment = :id"
                            + " group by r.experiment, r.state",
                        Map.of("id", id.value())),
                    checkpoints("where r.experiment = :id", Map.of("id", id.value())),
                    remeasurements("and r.experiment = :id", Map.of("id", id.value()))));
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
      long stalledRuns) {}

  private Map<String, List<StateCount>> counts(String query, Map<String, Object> parameters) {
    var typed =
        getEntityManager()
            .createQuery(
                query.formatted(
                    """
                    r.experiment, r.state, count(r), sum(r.updates), sum(r.updatesMade),
                    sum(case when r.askedAttempt > r.attempt
                      and r.cancelledAttempt < r.askedAttempt then 1 else 0 end),
                    sum(case when r.stalled then 1 else 0 end)
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
                    (Long) row[6]))
        .collect(Collectors.groupingBy(StateCount::experiment));
  }

  private Map<String, CheckpointCounts> checkpoints(
      String condition, Map<String, Object> parameters) {
    var typed =
        getEntityManager()
            .createQuery(
                """
                select r.experiment,
                  count(case when c.deletedAt is null then 1 end),
                  coalesce(sum(case when c.deletedAt is null then c.bytes end), 0),
                  count(c.deletedAt),
                  coalesce(sum(case when c.deletedAt is not null then c.bytes end), 0)
                from CheckpointEntity c join RunEntity r on r.id = c.run
                %s group by r.experiment
                """
                    .formatted(condition),
                Object[].class);
    parameters.forEach(typed::setParameter);
    return typed
        .getResultStream()
        .collect(
            Collectors.toMap(
                row -> (String) row[0],
                row ->
                    new CheckpointCounts(
                        (Long) row[1], (Long) row[2], (Long) row[3], (Long) row[4])));
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
      Map<String, CheckpointCounts> checkpoints,
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
        checkpoints.getOrDefault(experiment.id, CheckpointCounts.NONE),
        0,
        remeasurements.getOrDefault(experiment.id, 0L),
        own.stream().mapToLong(StateCount::resumptionsDue).sum(),
        own.stream().mapToLong(StateCount::stalledRuns).sum(),
        experiment.plan());
  }
}
