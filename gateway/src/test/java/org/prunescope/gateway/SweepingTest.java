package org.prunescope.gateway;

import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.prunescope.gateway.infrastructure.Waiting.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.event.CheckpointEvent.CheckpointPruned;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointEvent.SegmentFailed;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.MeasurementEvent.MeasurementStored;
import org.prunescope.contract.event.NumericEnvironment;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.infrastructure.Infrastructure;
import org.prunescope.gateway.infrastructure.Records;
import org.prunescope.gateway.infrastructure.Sql;
import org.prunescope.gateway.persistence.Checkpoints;
import org.prunescope.gateway.persistence.Checkpoints.Swept;

/** Which checkpoints the gateway deletes as the others tell of runs, and when. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class SweepingTest {
  private static final Position BEGIN = Position.trained(0, 0);
  private static final Position MIDDLE = Position.trained(0, 5);
  private static final Position END = Position.trained(0, 10);

  @Inject DataSource database;
  @Inject ArtifactStore artifacts;
  @Inject Checkpoints checkpoints;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @ConfigProperty(name = "prunescope.artifacts.folder")
  Path folder;

  private RunId dense = RunId.parse("none/cross-entropy_dense/0");
  private RunId oneShot = dense;

  @Test
  void checkpointsGoWhenTheRunHasGoneOnAndFinalsStay() throws Exception {
    submit("final");
    CheckpointRef begin = saved(dense, BEGIN);
    CheckpointRef middle = saved(dense, MIDDLE);
    awaitFiles(dense, begin, middle);

    progress(dense, RunState.TRAINING, middle, null);
    awaitFiles(dense, middle);

    CheckpointRef end = saved(dense, END);
    progress(dense, RunState.TRAINED, end, null);
    measured(dense, END);

    awaitFiles(dense, end);
    long size = end.artifact().bytes();
    await()
        .untilAsserted(
            () ->
                when()
                    .get("/api/v1/experiments/" + dense.experiment())
                    .then()
                    .body("checkpoints.kept", equalTo(1))
                    .body("checkpoints.keptBytes", equalTo((int) size))
                    .body("checkpoints.deleted", equalTo(2))
                    .body("checkpoints.deletedBytes", equalTo((int) (2 * size))));
  }

  @Test
  void aTrunksCheckpointIsKeptForABranchThatHasNotBegun() throws Exception {
    submit("final");
    // given the fork, the dense run's end, twice with other bytes, only one of which was recorded
    CheckpointRef end = saved(dense, 1, END, "first");
    CheckpointRef duplicate = saved(dense, 1, END, "other");
    measured(dense, END);
    progress(dense, RunState.TRAINED, end, null);
    progress(oneShot, RunState.REQUESTED, null, null);
    settle();
    awaitFiles(dense, end, duplicate);

    // when the branch says which one it begins from
    progress(oneShot, RunState.TRAINING, null, end);

    // then the other goes
    awaitFiles(dense, end);
  }

  @Test
  void aCheckpointThatIsToBeMeasuredIsKeptUntilItIs() throws Exception {
    submit("final");
    CheckpointRef end = saved(oneShot, 1, Position.trained(1, 5), "first");
    CheckpointRef again = saved(oneShot, 2, Position.trained(1, 5), "again");
    progress(oneShot, RunState.TRAINED, again, null);
    settle();
    awaitFiles(oneShot, end, again);

    measured(oneShot, Position.trained(1, 5));

    awaitFiles(oneShot, again);
  }

  @Test
  void anExperimentMayKeepAll() throws Exception {
    submit("all");
    CheckpointRef begin = saved(dense, BEGIN);
    CheckpointRef end = saved(dense, END);
    progress(dense, RunState.TRAINED, end, null);
    measured(dense, END);
    settle();

    assertThat(files(dense)).containsExactlyInAnyOrder(name(begin), name(end));
  }

  /** A stale trainer may train a segment again of which the checkpoint was deleted. */
  @Test
  void whatIsStoredAgainAfterItWasDeletedIsDeletedAgain() throws Exception {
    submit("final");
    CheckpointRef begin = saved(dense, BEGIN);
    CheckpointRef middle = saved(dense, MIDDLE);
    progress(dense, RunState.TRAINING, middle, null);
    awaitFiles(dense, middle);

    saved(dense, BEGIN);

    awaitFiles(dense, middle);
    assertThat(begin.artifact().key()).isNotEqualTo(middle.artifact().key());
    when()
        .get("/api/v1/experiments/" + dense.experiment())
        .then()
        .body("checkpoints.kept", equalTo(1))
        .body("checkpoints.deleted", equalTo(1));
  }

  @Test
  void prunedCheckpointsCountAndFailedSegmentsDoNot() throws Exception {
    submit("final");
    CheckpointRef begin = saved(oneShot, Position.trained(1, 0));
    CheckpointRef pruned = put(oneShot, 1, Position.pruned(1, 0), "pruned");
    send(Topics.CHECKPOINTS, oneShot, new CheckpointPruned(oneShot, plan(), 1, pruned, 0.9));
    send(
        Topics.CHECKPOINTS,
        oneShot,
        new SegmentFailed(
            oneShot,
            plan(),
            1,
            Position.trained(1, 5),
            new Failure(FailureReason.CRASHED, "it was killed")));
    progress(oneShot, RunState.TRAINING, pruned, null);

    awaitFiles(oneShot, pruned);
    assertThat(begin).isNotEqualTo(pruned);
  }

  @Test
  void whatCannotBeDeletedIsKnownToBeThereAndTriedAgainLater() throws Exception {
    submit("final");
    CheckpointRef begin = saved(dense, BEGIN);
    Path file = folder.resolve(begin.artifact().key());
    // A folder that is not empty is what a file system refuses to delete.
    Files.delete(file);
    Files.createDirectories(file.resolve("inside"));
    CheckpointRef middle = saved(dense, MIDDLE);
    progress(dense, RunState.TRAINING, middle, null);
    settle();

    assertThat(number("select count(*) from gateway.run where sweep_at is not null")).isEqualTo(1);
    when()
        .get("/api/v1/experiments/" + dense.experiment())
        .then()
        .body("checkpoints.deleted", equalTo(0));

    Files.delete(file.resolve("inside"));
    Sql.execute(
        database, "update gateway.run set sweep_at = now() where id = '%s'".formatted(dense));
    awaitFiles(dense, middle);
  }

  @Test
  void severalGatewaysSweepSideBySide() throws Exception {
    // given two runs with checkpoints that nothing needs
    submit("final");
    RunId other = RunId.parse(dense.experiment() + "/cross-entropy_dense/1");
    List<String> needless = new ArrayList<>();
    for (RunId run : List.of(dense, other)) {
      for (int step = 0; step < 5; step++) {
        needless.add(saved(run, Position.trained(0, step)).artifact().key());
      }
      progress(run, RunState.TRAINING, saved(run, MIDDLE), null);
    }

    // when
    Callable<List<Swept>> gateway =
        () -> {
          List<Swept> swept = new ArrayList<>();
          Optional<Swept> one = checkpoints.sweepOne(artifact -> true);
          while (one.isPresent()) {
            swept.add(one.get());
            one = checkpoints.sweepOne(artifact -> true);
          }
          return swept;
        };
    List<Swept> swept = new ArrayList<>();
    try (ExecutorService gateways = Executors.newFixedThreadPool(4)) {
      await()
          .until(
              () -> {
                for (Future<List<Swept>> some :
                    gateways.invokeAll(Collections.nCopies(4, gateway))) {
                  swept.addAll(some.get());
                }
                return kept() == 2
                    && number("select count(*) from gateway.checkpoint") == needless.size() + 2;
              });
    }

    // then each was deleted once, by one of these gateways or by the one that always runs
    assertThat(
            swept.stream()
                .filter(one -> one.run().experiment().equals(dense.experiment()))
                .mapToInt(Swept::deleted)
                .sum())
        .isLessThanOrEqualTo(needless.size());
    assertThat(number("select count(*) from gateway.checkpoint where deleted_at is not null"))
        .isEqualTo(needless.size());
  }

  private void submit(String kept) {
    String id =
        Requests.submitted(
                Requests.GOOD.replace(
                    "\"seeds\"", "\"checkpoints\": \"%s\", \"seeds\"".formatted(kept)))
            .getString("id");
    dense = RunId.parse(id + "/cross-entropy_dense/0");
    oneShot = RunId.parse(id + "/cross-entropy_one-shot_0.9/0");
  }

  private CheckpointRef saved(RunId run, Position position) throws Exception {
    return saved(run, 1, position, "content");
  }

  private CheckpointRef saved(RunId run, int attempt, Position position, String content)
      throws Exception {
    CheckpointRef checkpoint = put(run, attempt, position, content);
    send(
        Topics.CHECKPOINTS,
        run,
        new CheckpointSaved(
            run,
            plan(),
            attempt,
            checkpoint,
            new NumericEnvironment("cpu", "avx2", "fake", 1),
            10,
            1));
    return checkpoint;
  }

  private CheckpointRef put(RunId run, int attempt, Position position, String content)
      throws IOException {
    byte[] bytes = content.getBytes(UTF_8);
    ArtifactRef artifact = ArtifactRef.checkpoint(run, attempt, position, bytes);
    artifacts.put(artifact, bytes);
    return new CheckpointRef(position, artifact);
  }

  private void progress(
      RunId run, RunState state, @Nullable CheckpointRef last, @Nullable CheckpointRef fork)
      throws Exception {
    send(
        Topics.RUN_PROGRESS,
        run,
        new RunProgress(run, plan(), 1, state, last, null, fork, null, null));
  }

  private void measured(RunId run, Position position) throws Exception {
    send(Topics.MEASUREMENTS, run, new MeasurementStored(run, 1, position));
  }

  private void send(String topic, RunId run, Object event) throws Exception {
    Records.send(bootstrapServers, topic, 0, run.text(), Json.write(event));
  }

  private ArtifactRef plan() {
    return ArtifactRef.plan(dense.experiment(), new byte[0]);
  }

  /** All three topics are read up to something sent after everything else, and swept for. */
  private void settle() throws Exception {
    RunId last = RunId.parse(dense.experiment() + "/cross-entropy_one-shot_0.9/1");
    CheckpointRef marker = saved(last, Position.trained(1, 5));
    progress(last, RunState.TRAINED, marker, null);
    measured(last, Position.trained(1, 5));
    await()
        .until(
            () ->
                number(
                            "select count(*) from gateway.run where state = 'MEASURED' and id = '%s'"
                                .formatted(last))
                        == 1
                    && number(
                            "select count(*) from gateway.checkpoint where key like '%s/%%'"
                                .formatted(last))
                        == 1);
    awaitSwept();
  }

  private void awaitSwept() {
    await()
        .until(
            () ->
                number("select count(*) from gateway.run where sweep_at <= clock_timestamp()")
                    == 0);
  }

  private void awaitFiles(RunId run, CheckpointRef... checkpoints) throws IOException {
    List<String> names = Stream.of(checkpoints).map(SweepingTest::name).toList();
    await()
        .ignoreException(UncheckedIOException.class) // a file that goes while it is listed
        .untilAsserted(() -> assertThat(files(run)).containsExactlyInAnyOrderElementsOf(names));
    awaitSwept();
    assertThat(files(run)).containsExactlyInAnyOrderElementsOf(names);
  }

  private static String name(CheckpointRef checkpoint) {
    return Path.of(checkpoint.artifact().key()).getFileName().toString();
  }

  private List<String> files(RunId run) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(run.text()))) {
      return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList();
    }
  }

  private long kept() throws SQLException {
    return number("select count(*) from gateway.checkpoint where deleted_at is null");
  }

  /** The answer to a query, in which {@code gateway.x} is the part that is this experiment's. */
  private long number(String sql) throws SQLException {
    String own =
        sql.replace(
                "gateway.run",
                "(select * from gateway.run where experiment = '%s')".formatted(dense.experiment()))
            .replace(
                "gateway.checkpoint",
                "(select * from gateway.checkpoint where run like '%s/%%')"
                    .formatted(dense.experiment()));
    return Sql.number(database, own);
  }
}
