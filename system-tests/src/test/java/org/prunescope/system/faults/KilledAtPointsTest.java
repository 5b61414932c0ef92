package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.protocol.ApiKeys;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.system.MetricsTables;

/** A service that is killed exactly between two of its effects does neither twice, nor neither. */
@ExtendWith(FaultStack.Provider.class)
class KilledAtPointsTest {
  private static final String UNSENT =
      "select key from gateway.outbox where split_part(key, '/', 1) = ?";
  private static final String MEASURED =
      "select run from metrics.measurement where split_part(run, '/', 1) = ?";

  private final FaultStack stack;

  KilledAtPointsTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void aTrainerBetweenUploadAndPublication() {
    ExperimentId reference = stack.undisturbed(LongSegments.request());
    ExperimentId disturbed = stack.gateway().submit(LongSegments.request());
    SegmentRequested segment = awaitLongSegment(disturbed);
    CompletableFuture<String> held = stack.hold(ApiKeys.PRODUCE, "trainer");
    assertThat(isUploaded(segment)).as("uploaded before the hold").isFalse();
    soon().until(() -> isUploaded(segment));
    kill(Stack.TRAINER, held);

    assertThat(isAnnounced(segment)).isFalse();
    recover(Stack.TRAINER, disturbed);
    Verdict.of(stack, disturbed, reference, Map.of()).requireSound();
  }

  @Test
  void aTrainerBetweenPublicationAndCommit() {
    ExperimentId reference = stack.undisturbed(LongSegments.request());
    ExperimentId disturbed = stack.gateway().submit(LongSegments.request());
    SegmentRequested segment = awaitLongSegment(disturbed);
    CompletableFuture<String> held = stack.hold(ApiKeys.OFFSET_COMMIT, "consumer-trainer");
    assertThat(isAnnounced(segment)).as("published before the hold").isFalse();
    soon().until(() -> isAnnounced(segment));
    kill(Stack.TRAINER, held);

    assertThat(stack.tape().unfinished(Topics.TRAINER_GROUP, List.of(segment))).isNotEmpty();
    recover(Stack.TRAINER, disturbed);
    Verdict verdict = Verdict.of(stack, disturbed, reference, Map.of()).requireSound();
    assertThat(verdict.duplicates()).as("trained again").isPositive();
  }

  @Test
  void aPrunerBeforeTheEndOfItsTransaction() throws ExecutionException, InterruptedException {
    stack.undisturbed();
    ExperimentId disturbed = stack.submit();
    stack.awaitCheckpoints(disturbed, 5);
    CompletableFuture<String> held = stack.hold(ApiKeys.END_TXN, Topics.PRUNER_GROUP);
    kill(Stack.PRUNER, held);

    assertThat(openTransactions())
        .extracting(TransactionListing::transactionalId)
        .anyMatch(id -> id.startsWith(Topics.PRUNER_GROUP));
    recover(Stack.PRUNER, disturbed);
    stack.verdict(disturbed).requireSound();
  }

  @Test
  void aGatewayBetweenItsDatabaseAndPublication() throws SQLException {
    stack.undisturbed();
    CompletableFuture<String> held = stack.hold(ApiKeys.PRODUCE, "gateway-outbox");
    ExperimentId disturbed = stack.submit();
    kill(Stack.GATEWAY, held);

    assertThat(rows(UNSENT, disturbed)).isNotEmpty();
    assertThat(stack.tape().of(disturbed).commands()).isEmpty();
    recover(Stack.GATEWAY, disturbed);
    stack.verdict(disturbed).requireSound();
  }

  @Test
  void metricsBetweenItsDatabaseAndPublication() throws SQLException {
    stack.undisturbed();
    CompletableFuture<String> held = stack.hold(ApiKeys.PRODUCE, "metrics-measurements");
    ExperimentId disturbed = stack.submit();
    kill(Stack.METRICS, held);

    assertThat(rows(MEASURED, disturbed)).hasSize(1);
    assertThat(stack.tape().of(disturbed).measurements()).isEmpty();
    recover(Stack.METRICS, disturbed);
    stack.verdict(disturbed).requireSound();
  }

  @Test
  void metricsBetweenPublicationAndCommit() {
    stack.undisturbed();
    ExperimentId disturbed = stack.submit();
    soon().until(() -> !measured(disturbed).isEmpty());
    CompletableFuture<String> held = stack.hold(ApiKeys.OFFSET_COMMIT, "metrics-checkpoints");
    soon()
        .until(() -> !stack.tape().unfinished(Topics.METRICS_GROUP, measured(disturbed)).isEmpty());
    kill(Stack.METRICS, held);

    assertThat(stack.tape().unfinished(Topics.METRICS_GROUP, measured(disturbed))).isNotEmpty();
    recover(Stack.METRICS, disturbed);
    List<MeasurementEvent> answers = stack.tape().of(disturbed).measurements();
    soon()
        .untilAsserted(
            () ->
                assertThat(answers)
                    .as("answered again, though all was complete without that")
                    .hasSizeGreaterThan(Set.copyOf(answers).size()));
    stack.verdict(disturbed).requireSound();
  }

  /** Once it stands before the request that is held; what it has done until then is on the tape. */
  private void kill(String service, CompletableFuture<String> held) {
    String client = Awaited.get(held, "the request that is held", FaultStack.PATIENCE);
    System.out.printf("%s is killed while %s is held%n", service, client);
    stack.kill(service);
    stack.fired("killed at a point " + service);
    stack.tape().catchUp();
  }

  private void recover(String service, ExperimentId disturbed) {
    stack.heal();
    stack.start(service);
    stack.awaitComplete(disturbed);
  }

  private SegmentRequested awaitLongSegment(ExperimentId id) {
    try (LongSegments segments = new LongSegments(stack)) {
      return segments.awaitBegun(id);
    }
  }

  private boolean isUploaded(SegmentRequested segment) {
    Path folder =
        stack
            .stack()
            .folder()
            .artifacts()
            .resolve(segment.run().text())
            .resolve(Integer.toString(segment.attempt()));
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, segment.target().text() + "-*")) {
      return files.iterator().hasNext();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private boolean isAnnounced(SegmentRequested segment) {
    return stack.tape().of(segment.run().experiment()).checkpoints().stream()
        .anyMatch(event -> event.run().equals(segment.run()) && isAt(segment.target(), event));
  }

  private static boolean isAt(Position position, CheckpointEvent event) {
    CheckpointRef checkpoint = Examination.checkpoint(event);
    return checkpoint != null && checkpoint.position().equals(position);
  }

  /** Checkpoints of which the measurement has been published. */
  private List<CheckpointEvent> measured(ExperimentId experiment) {
    Tape.Said said = stack.tape().of(experiment);
    return said.checkpoints().stream()
        .filter(
            event ->
                said.measurements().stream()
                    .anyMatch(
                        measured ->
                            measured.run().equals(event.run()) && isAt(measured.position(), event)))
        .toList();
  }

  private Iterable<TransactionListing> openTransactions()
      throws ExecutionException, InterruptedException {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", stack.stack().bootstrapServers()))) {
      return admin
          .listTransactions(
              new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
          .all()
          .get();
    }
  }

  private List<String> rows(String query, ExperimentId experiment) throws SQLException {
    try (Connection connection = stack.connection()) {
      return MetricsTables.strings(connection, query, experiment.value());
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(FaultStack.PATIENCE).pollInterval(Duration.ofMillis(5));
  }
}
