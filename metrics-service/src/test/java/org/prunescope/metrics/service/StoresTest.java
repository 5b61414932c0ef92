package org.prunescope.metrics.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.prunescope.metrics.service.TinyExperiment.DENSE;
import static org.prunescope.metrics.service.TinyExperiment.DENSE_END;
import static org.prunescope.metrics.service.TinyExperiment.PRUNED;
import static org.prunescope.metrics.service.TinyExperiment.PRUNED_END;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.MeasurementEvent.MeasurementStored;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;
import org.prunescope.metrics.evaluation.LayerSparsity;
import org.prunescope.metrics.evaluation.Measurement;
import org.prunescope.metrics.persistence.Answered;
import org.prunescope.metrics.persistence.ComparisonStore;
import org.prunescope.metrics.persistence.Deletions;
import org.prunescope.metrics.persistence.MeasurementStore;

/** The two transactions, as several services at once would use them. */
@QuarkusTest
@QuarkusTestResource(KafkaAndPostgres.class)
class StoresTest {
  private static final int SERVICES = 4;

  @Inject MeasurementStore measurements;
  @Inject ComparisonStore comparisons;
  @Inject Deletions deletions;
  @Inject AgroalDataSource dataSource;

  @Test
  void registerAPlanOnceWhoeverComesFirst() throws Exception {
    TinyExperiment tiny = new TinyExperiment("registered");

    atOnce(
        Collections.nCopies(
            SERVICES,
            () -> {
              measurements.register(tiny.plan());
              return true;
            }));

    assertThat(rows("select id from metrics.run where id like 'registered/%'")).hasSize(6);
  }

  @Test
  void registerAndStoreNothingOfWhatIsBeingDeleted() throws Exception {
    TinyExperiment tiny = new TinyExperiment("deleted-meanwhile");
    try (Connection deleting = dataSource.getConnection();
        ExecutorService others = Executors.newFixedThreadPool(2)) {
      deleting.setAutoCommit(false);
      try (Statement statement = deleting.createStatement()) {
        statement.execute(
            "select from pg_advisory_xact_lock(hashtextextended('deleted-meanwhile', 0))");
        statement.execute(
            "insert into metrics.deleted_experiment values ('deleted-meanwhile', now())");
      }
      Future<Boolean> registered = others.submit(() -> measurements.register(tiny.plan()));
      Future<Optional<MeasurementEvent>> stored =
          others.submit(() -> store(tiny, tiny.run(PRUNED, 0), PRUNED_END));
      await().until(() -> waitingForAdvisoryLocks() == 2);

      deleting.commit();

      assertThat(registered.get()).isFalse();
      assertThat(stored.get()).isEmpty();
    }
    assertThat(rows("select id from metrics.experiment where id = 'deleted-meanwhile'")).isEmpty();
  }

  @Test
  void deleteNothingOfWhatIsBeingStored() throws Exception {
    ExperimentId id = new ExperimentId("stored-meanwhile");
    try (Connection storing = dataSource.getConnection();
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      storing.setAutoCommit(false);
      try (Statement statement = storing.createStatement()) {
        statement.execute(
            "select from pg_advisory_xact_lock_shared(hashtextextended('stored-meanwhile', 0))");
      }
      Future<?> marked = other.submit(() -> deletions.mark(id));
      await().until(() -> waitingForAdvisoryLocks() == 1);
      assertThat(deletions.contain(id)).isFalse();

      storing.commit();

      marked.get();
    }
    assertThat(deletions.contain(id)).isTrue();
  }

  @Test
  void goOnDeletingWhereItBrokeOffAndStoreNothingMeanwhile() throws Exception {
    // given an experiment of which some rows were removed when the service died, and another
    TinyExperiment tiny = new TinyExperiment("half-deleted");
    TinyExperiment other = new TinyExperiment("beside-it");
    for (TinyExperiment experiment : List.of(tiny, other)) {
      measurements.register(experiment.plan());
      for (int seed = 0; seed < 3; seed++) {
        store(experiment, experiment.run(DENSE, seed), DENSE_END);
        store(experiment, experiment.run(PRUNED, seed), PRUNED_END);
      }
      awaitCompared(experiment);
    }
    long all = stored(tiny);
    long ofTheOther = stored(other);
    ExperimentId id = new ExperimentId(tiny.name());
    deletions.mark(id);
    assertThat(deletions.removeSome(id, 5)).isFalse();
    assertThat(stored(tiny)).isEqualTo(all - 5);

    // when something of it comes late, and a newer service finds its comparison outdated
    RunId run = tiny.run(DENSE, 0);
    Failure failure = new Failure(FailureReason.INTERNAL, "late");
    assertThat(measurements.register(tiny.plan())).isFalse();
    assertThat(store(tiny, run, Position.trained(0, 2))).isEmpty();
    assertThat(measurements.storeFailure(Answered.AT_ALL, run, 1, DENSE_END, failure)).isEmpty();
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "update metrics.comparison_result set definition = 0 where variant like 'half-deleted/%'");
    }
    assertThat(comparisons.makeOutdatedDue()).isZero();
    assertThat(stored(tiny)).isEqualTo(all - 5);

    // when several go on, since the record has come again
    atOnce(
        Collections.nCopies(
            SERVICES,
            () -> {
              boolean isAll = false;
              while (!isAll) {
                isAll = deletions.removeSome(id, 5);
              }
              return true;
            }));

    // then
    assertThat(stored(tiny)).isZero();
    assertThat(measurements.register(tiny.plan())).isFalse();
    assertThat(store(tiny, run, DENSE_END)).isEmpty();
    assertThat(stored(tiny)).isZero();
    assertThat(stored(other)).isEqualTo(ofTheOther);
  }

  @Test
  void compareNothingOfWhatWasDeleted() throws Exception {
    TinyExperiment tiny = new TinyExperiment("deleted-before-compared");
    measurements.register(tiny.plan());

    // in one transaction: whoever compares sees either none of it or both
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              store(tiny, tiny.run(DENSE, 0), DENSE_END);
              deletions.mark(new ExperimentId(tiny.name()));
            });

    assertThat(
            rows(
                "select revision, computed_revision from metrics.comparison"
                    + " where variant like 'deleted-before-compared/%'"))
        .containsExactly(Map.of("revision", 1L, "computed_revision", 1L));
  }

  @Test
  void storeTheSameMeasurementOnceAndRaiseTheRevisionOnce() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("stored-once");
    measurements.register(tiny.plan());

    // when
    List<Optional<MeasurementEvent>> answers =
        atOnce(Collections.nCopies(SERVICES, () -> store(tiny, tiny.run(PRUNED, 0), PRUNED_END)));

    // then
    assertThat(answers)
        .containsOnly(Optional.of(new MeasurementStored(tiny.run(PRUNED, 0), 0, PRUNED_END)));
    assertThat(rows("select run from metrics.measurement where run like 'stored-once/%'"))
        .hasSize(1);
    assertThat(rows("select revision from metrics.comparison where variant like 'stored-once/%'"))
        .containsExactly(Map.of("revision", 1L));
  }

  @Test
  void endWithTheComparisonOfEverythingThatWasStored() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("together");
    measurements.register(tiny.plan());
    List<Callable<Object>> work = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      RunId dense = tiny.run(DENSE, seed);
      RunId pruned = tiny.run(PRUNED, seed);
      work.add(() -> store(tiny, dense, DENSE_END));
      work.add(() -> store(tiny, pruned, PRUNED_END));
      work.add(this::refreshAll);
      work.add(this::refreshAll);
    }

    // when
    atOnce(work);
    awaitCompared(tiny);

    // then
    assertThat(
            rows("select n, state, due from results.v1_comparisons where experiment = 'together'"))
        .containsExactly(Map.of("n", 3, "state", "compared", "due", false));
    assertThat(rows("select revision from metrics.comparison where variant like 'together/%'"))
        .containsExactly(Map.of("revision", 6L));
  }

  private Optional<MeasurementEvent> store(TinyExperiment tiny, RunId run, Position position) {
    byte[] checkpoint = TinyExperiment.checkpoint(tiny.trueLabels(), false);
    Measurement measurement =
        new Measurement(
            1,
            0,
            0,
            List.of(new LayerSparsity("fc.weight", 10, 0)),
            new double[TinyExperiment.CLASSES],
            tiny.trueLabels(),
            new double[TinyExperiment.CLASSES],
            Collections.nCopies(TinyExperiment.CLASSES, Optional.empty()),
            0,
            Optional.empty(),
            Optional.empty());
    return measurements.store(
        Answered.AT_ALL,
        run,
        0,
        position,
        ArtifactRef.checkpoint(run, 0, position, checkpoint),
        measurement,
        tiny.images(),
        Duration.ZERO);
  }

  private boolean refreshAll() {
    boolean refreshed = true;
    while (refreshed) {
      refreshed = comparisons.refreshOne().isPresent();
    }
    return true;
  }

  private void awaitCompared(TinyExperiment tiny) throws Exception {
    refreshAll();
    await()
        .until(
            () ->
                !rows("select 1 from results.v1_comparisons where n = 3 and not due"
                        + " and experiment = '%s'".formatted(tiny.name()))
                    .isEmpty());
  }

  /** How often it is named, in all tables but that of what was deleted. */
  private long stored(TinyExperiment tiny) throws Exception {
    long rows = 0;
    for (String column : List.of("id", "variant", "run")) {
      for (Map<String, Object> table :
          rows(
              "select c.table_name from information_schema.columns c"
                  + " join information_schema.tables t using (table_schema, table_name)"
                  + " where t.table_type = 'BASE TABLE' and t.table_schema = 'metrics'"
                  + " and c.data_type = 'text' and c.table_name <> 'deleted_experiment'"
                  + " and c.column_name = '%s'".formatted(column))) {
        rows +=
            rows("select 1 from metrics.%1$s where %2$s = '%3$s' or %2$s like '%3$s/%%'"
                    .formatted(table.get("table_name"), column, tiny.name()))
                .size();
      }
    }
    return rows;
  }

  private int waitingForAdvisoryLocks() throws Exception {
    return rows("select 1 from pg_locks where locktype = 'advisory' and not granted").size();
  }

  private static <T> List<T> atOnce(List<? extends Callable<? extends T>> work) throws Exception {
    try (ExecutorService services = Executors.newFixedThreadPool(SERVICES)) {
      List<Future<? extends T>> futures = new ArrayList<>();
      for (Callable<? extends T> piece : work) {
        futures.add(services.submit(piece));
      }
      List<T> results = new ArrayList<>();
      for (Future<? extends T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }

  private List<Map<String, Object>> rows(String query) throws Exception {
    return new Database(dataSource).rows(query);
  }
}
