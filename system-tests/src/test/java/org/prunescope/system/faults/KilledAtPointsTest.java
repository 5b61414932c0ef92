package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.system.MetricsTables;

/**
 * A service that is killed exactly between two of the effects of one piece of work costs nothing:
 * what it had done is done again, or found to be done.
 */
@ExtendWith(FaultStack.Provider.class)
class KilledAtPointsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final HaltPoint UPLOADED =
      HaltPoint.after("uploaded", "org.prunescope.contract.artifact.FolderArtifactStore", "put");
  private static final HaltPoint BEFORE_PUBLISHING =
      HaltPoint.before(
          "before publishing", "org.prunescope.trainer.messaging.Publisher", "publish");
  private static final HaltPoint PUBLISHED =
      HaltPoint.after("published", "org.prunescope.trainer.messaging.Publisher", "publish");
  private static final HaltPoint BEFORE_COMMIT =
      HaltPoint.after("before the commit", "org.prunescope.trainer.messaging.Hand", "holds");

  private static final HaltPoint MASK_STORED =
      HaltPoint.after("mask stored", "org.prunescope.pruner.PruneCheckpoint", "prune");
  private static final HaltPoint SENT_UNCOMMITTED =
      HaltPoint.after(
          "sent, not committed", "org.prunescope.pruner.messaging.RunProcessor", "send");

  private static final HaltPoint TAKEN_IN =
      HaltPoint.before(
          "committed, not published", "org.prunescope.gateway.messaging.OutboxRelay", "send");
  private static final HaltPoint MEASURED =
      HaltPoint.before(
          "stored, not published", "org.prunescope.metrics.messaging.Answers", "publish");
  private static final HaltPoint ANSWERED =
      HaltPoint.after("published", "org.prunescope.metrics.messaging.Answers", "publish");

  private final FaultStack stack;

  KilledAtPointsTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void theTrainerBetweenUploadPublishingAndCommit() {
    ExperimentId disturbed = stack.submit();
    stack.awaitCheckpoints(disturbed, 2);
    stack.kill(Stack.TRAINER);

    killAt(Stack.TRAINER, UPLOADED);
    assertThat(unannounced(disturbed)).as("uploaded, never announced").isPositive();
    killAt(Stack.TRAINER, BEFORE_PUBLISHING);
    assertThat(unannounced(disturbed)).as("uploaded, never announced").isPositive();
    killAt(Stack.TRAINER, PUBLISHED);
    killAt(Stack.TRAINER, BEFORE_COMMIT);
    stack.start(Stack.TRAINER);

    stack.awaitComplete(disturbed);
    assertThat(stack.verdict(disturbed).requireSound().duplicates())
        .as("published, not committed: trained again")
        .isPositive();
  }

  @Test
  void thePrunerBetweenMaskSendingAndCommit() {
    ExperimentId disturbed = stack.submit();
    stack.kill(Stack.PRUNER);
    killAt(Stack.PRUNER, SENT_UNCOMMITTED);
    killAt(Stack.PRUNER, MASK_STORED);
    stack.start(Stack.PRUNER);

    stack.awaitComplete(disturbed);
    assertThat(stack.verdict(disturbed).requireSound().duplicates()).isZero();
  }

  @Test
  void theGatewayBetweenTakingInAndPublishing() throws SQLException {
    ExperimentId before = stack.undisturbed();
    stack.kill(Stack.GATEWAY);
    Halt halt = stack.startHalting(Stack.GATEWAY, TAKEN_IN);
    stack.stack().awaitReady(Stack.GATEWAY);
    // It may be frozen before it has answered: what it has taken in is in its tables.
    var unused = CompletableFuture.supplyAsync(stack::submit);
    halt.awaitReached(PATIENCE);
    stack.kill(Stack.GATEWAY);
    ExperimentId disturbed = newest();
    assertThat(disturbed).isNotEqualTo(before);
    stack.tape().catchUp();
    assertThat(stack.tape().of(disturbed).commands()).as("published").isEmpty();

    stack.start(Stack.GATEWAY);
    stack.awaitComplete(disturbed);
    int runs = stack.verdict(disturbed).requireSound().states().size();
    assertThat(requested(disturbed)).as("each run requested once").isEqualTo(runs);
  }

  @Test
  void theMetricsBetweenStoringPublishingAndAcknowledging() {
    ExperimentId disturbed = stack.submit();
    stack.kill(Stack.METRICS);
    killAt(Stack.METRICS, MEASURED);
    killAt(Stack.METRICS, ANSWERED);
    stack.start(Stack.METRICS);

    stack.awaitComplete(disturbed);
    stack.verdict(disturbed).requireSound();
    assertThat(stack.tape().of(disturbed).measurements())
        .as("answers, one of them twice")
        .hasSizeGreaterThan(measurements(disturbed));
  }

  /** Starts a killed part, lets it come to this point, and kills it there. */
  private void killAt(String part, HaltPoint point) {
    Halt halt = stack.startHalting(part, point);
    halt.awaitReached(PATIENCE);
    stack.kill(part);
    stack.fired("at point: " + part + " " + point);
  }

  private ExperimentId newest() throws SQLException {
    try (var connection = stack.connection()) {
      return new ExperimentId(
          MetricsTables.strings(
                  connection,
                  "select id from gateway.experiment order by submitted_at desc limit 1")
              .getFirst());
    }
  }

  private long requested(ExperimentId id) {
    return stack.tape().of(id).commands().stream()
        .filter(RunCommand.RunRequested.class::isInstance)
        .count();
  }

  private int measurements(ExperimentId id) {
    try (var connection = stack.connection()) {
      return MetricsTables.strings(
              connection,
              "select run from metrics.measurement where split_part(run, '/', 1) = ?",
              id.value())
          .size();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private long unannounced(ExperimentId id) {
    stack.tape().catchUp();
    long announced =
        stack.tape().of(id).checkpoints().stream()
            .map(Examination::checkpoint)
            .filter(Objects::nonNull)
            .map(checkpoint -> checkpoint.artifact().key())
            .distinct()
            .count();
    Path folder = stack.stack().folder().artifacts().resolve(id.value());
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".safetensors")).count() - announced;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
