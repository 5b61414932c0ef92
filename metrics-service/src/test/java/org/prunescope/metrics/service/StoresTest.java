package org.prunescope.metrics.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.prunescope.metrics.service.TinyExperiment.DENSE;
import static org.prunescope.metrics.service.TinyExperiment.DENSE_END;
import static org.prunescope.metrics.service.TinyExperiment.PRUNED;
import static org.prunescope.metrics.service.TinyExperiment.PRUNED_END;

import io.agroal.api.AgroalDataSource;
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
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.MeasurementEvent.MeasurementStored;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;
import org.prunescope.metrics.evaluation.LayerSparsity;
import org.prunescope.metrics.evaluation.Measurement;
import org.prunescope.metrics.persistence.Answered;
import org.prunescope.metrics.persistence.ComparisonStore;
import org.prunescope.metrics.persistence.MeasurementStore;

/** The two transactions, as several services at once would use them. */
@QuarkusTest
@QuarkusTestResource(KafkaAndPostgres.class)
class StoresTest {
  private static final int SERVICES = 4;

  @Inject MeasurementStore measurements;
  @Inject ComparisonStore comparisons;
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
  void registerNothingOfWhatIsBeingDeleted() throws Exception {
    TinyExperiment tiny = new TinyExperiment("deleted-meanwhile");
    try (Connection deleting = dataSource.getConnection();
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      deleting.setAutoCommit(false);
      try (Statement statement = deleting.createStatement()) {
        statement.execute(
            "select from pg_advisory_xact_lock(hashtextextended('deleted-meanwhile', 0))");
        statement.execute(
            "insert into metrics.deleted_experiment values ('deleted-meanwhile', now())");
      }
      Future<Boolean> registered = other.submit(() -> measurements.register(tiny.plan()));
      await()
          .until(
              () ->
                  !rows("select 1 from pg_locks where locktype = 'advisory' and not granted")
                      .isEmpty());

      deleting.commit();

      assertThat(registered.get()).isFalse();
    }
    assertThat(rows("select id from metrics.experiment where id = 'deleted-meanwhile'")).isEmpty();
  }

  @Test
  void storeTheSameMeasurementOnceAndRaiseTheRevisionOnce() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("stored-once");
    measurements.register(tiny.plan());

    // when
    List<MeasurementEvent> answers =
        atOnce(Collections.nCopies(SERVICES, () -> store(tiny, tiny.run(PRUNED, 0), PRUNED_END)));

    // then
    assertThat(answers).containsOnly(new MeasurementStored(tiny.run(PRUNED, 0), 0, PRUNED_END));
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
    refreshAll();

    // then
    assertThat(
            rows("select n, state, due from results.v1_comparisons where experiment = 'together'"))
        .containsExactly(Map.of("n", 3, "state", "compared", "due", false));
    assertThat(rows("select revision from metrics.comparison where variant like 'together/%'"))
        .containsExactly(Map.of("revision", 6L));
  }

  private MeasurementEvent store(TinyExperiment tiny, RunId run, Position position) {
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
