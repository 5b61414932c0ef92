package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.system.LongForm;

/** Kafka, PostgreSQL and the network may go away and come back: nothing is lost or done twice. */
@ExtendWith(FaultStack.Provider.class)
class OutageTest {
  private static final List<String> SERVICES =
      List.of(Stack.GATEWAY, Stack.PRUNER, Stack.TRAINER, Stack.METRICS);

  private final FaultStack stack;
  private final Health health;

  OutageTest(FaultStack stack) {
    this.stack = stack;
    this.health = new Health(stack);
  }

  @Test
  void whileTheBrokerIsAwayExperimentsAreAcceptedAndNothingIsLost() {
    ExperimentId disturbed = disturbed();

    stack.kill(Stack.KAFKA);
    Absence absence = new Absence();
    ExperimentId accepted = stack.submit();
    health.awaitReady(Health.DOWN, SERVICES);
    assertThat(SERVICES).allSatisfy(s -> assertThat(health.of(s, "live")).isEqualTo(Health.UP));
    assertThat(health.of(Stack.GATEWAY, "group/requests")).isEqualTo(Health.UP);
    absence.end();
    assertThat(stack.gateway().show(disturbed).required("complete").asBoolean()).isFalse();
    stack.start(Stack.KAFKA);

    health.awaitReady(Health.UP, SERVICES);
    stack.awaitComplete(disturbed);
    stack.awaitComplete(accepted);
    stack.verdict(disturbed).requireSound();
    stack.verdict(accepted).requireSound();
  }

  @Test
  void whilePostgresqlIsAwayRunsAreTrainedAndNoResultIsLost() {
    ExperimentId disturbed = disturbed();

    stack.kill(Stack.POSTGRES);
    Absence absence = new Absence();
    int before = stack.tape().of(disturbed).checkpoints().size();
    assertThat(stack.gateway().trySubmit(FaultStack.request())).isEqualTo(503);
    health.awaitReady(Health.DOWN, List.of(Stack.GATEWAY, Stack.METRICS));
    health.awaitReady(Health.UP, List.of(Stack.PRUNER, Stack.TRAINER));
    assertThat(health.of(Stack.GATEWAY, "group/requests")).isEqualTo(Health.DOWN);
    assertThat(SERVICES).allSatisfy(s -> assertThat(health.of(s, "live")).isEqualTo(Health.UP));
    stack.awaitCheckpoints(disturbed, before + 5);
    absence.end();
    stack.start(Stack.POSTGRES);

    health.awaitReady(Health.UP, SERVICES);
    stack.awaitComplete(disturbed);
    stack.verdict(disturbed).requireSound();
  }

  @Test
  @LongForm
  void aSlowNetworkChangesNothing() {
    stack.undisturbed();

    stack.kafkaProxy().delay(Duration.ofMillis(10));
    stack.postgresProxy().delay(Duration.ofMillis(10));
    ExperimentId disturbed = stack.submit();
    stack.awaitComplete(disturbed);

    assertThat(stack.kafkaProxy().delayedPieces()).isPositive();
    assertThat(stack.postgresProxy().delayedPieces()).isPositive();
    stack.fired("slow network");
    stack.verdict(disturbed).requireSound();
  }

  @Test
  void connectionsThatBreakCostNothing() {
    ExperimentId disturbed = disturbed();
    long cut = stack.kafkaProxy().cutConnections() + stack.postgresProxy().cutConnections();
    long refused = stack.kafkaProxy().refusedConnections();

    stack.kafkaProxy().cut();
    stack.postgresProxy().cut();
    await()
        .atMost(FaultStack.PATIENCE)
        .until(() -> stack.kafkaProxy().refusedConnections() > refused + 20);
    stack.kafkaProxy().heal();
    stack.postgresProxy().heal();

    assertThat(stack.kafkaProxy().cutConnections() + stack.postgresProxy().cutConnections())
        .isGreaterThan(cut);
    stack.fired("network cut");
    stack.awaitComplete(disturbed);
    stack.verdict(disturbed).requireSound();
  }

  @Test
  void connectionsThatHangCostNothingAndAreNotedByWhoeverHasThem() {
    ExperimentId disturbed = disturbed();
    long fromKafka = stack.kafkaProxy().swallowedBytes();
    long fromPostgres = stack.postgresProxy().swallowedBytes();

    stack.kafkaProxy().halfOpen();
    stack.postgresProxy().halfOpen();
    health.awaitReady(Health.DOWN, SERVICES);
    stack.kafkaProxy().heal();
    stack.postgresProxy().heal();

    assertThat(stack.kafkaProxy().swallowedBytes()).isGreaterThan(fromKafka);
    assertThat(stack.postgresProxy().swallowedBytes()).isGreaterThan(fromPostgres);
    stack.fired("network half open");
    health.awaitReady(Health.UP, SERVICES);
    stack.awaitComplete(disturbed);
    stack.verdict(disturbed).requireSound();
  }

  /** An experiment in the middle of its work. */
  private ExperimentId disturbed() {
    stack.undisturbed();
    ExperimentId disturbed = stack.submit();
    stack.awaitCheckpoints(disturbed, 10);
    return disturbed;
  }

  /** How long something is to be away. */
  private static final class Absence {
    /** In the long form the minute that is promised. */
    private static final Duration LONG = Duration.ofSeconds(Boolean.getBoolean("long") ? 60 : 15);

    private final long begin = System.nanoTime();

    void end() {
      await().atMost(LONG.plusSeconds(10)).until(() -> System.nanoTime() - begin >= LONG.toNanos());
      System.out.printf("away: %d s%n", Duration.ofNanos(System.nanoTime() - begin).toSeconds());
    }
  }
}
