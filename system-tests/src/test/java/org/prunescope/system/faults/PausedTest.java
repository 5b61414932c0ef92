package org.prunescope.system.faults;

import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.topic.Topics;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.system.Groups;

/**
 * A service that stands still until the broker has given it up, and then goes on as if it had never
 * been away, costs nothing.
 */
@ExtendWith(FaultStack.Provider.class)
class PausedTest {
  private final FaultStack stack;

  PausedTest(FaultStack stack) {
    this.stack = stack;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    Stack.TRAINER + ", " + Topics.TRAINER_GROUP,
    Stack.METRICS + ", " + Topics.METRICS_GROUP,
    Stack.PRUNER + ", " + Topics.PRUNER_GROUP
  })
  void aServiceThatWakesUpAfterItsSessionCostsNothing(String service, String group) {
    ExperimentId disturbed = stack.submit();
    stack.awaitCheckpoints(disturbed, 5);
    try (Groups groups = new Groups(stack.stack().bootstrapServers())) {
      stack.signal(service, Signal.STOP);
      await().atMost(FaultStack.PATIENCE).until(() -> groups.members(group) == 0);
      stack.fired("session lost: " + service);
      stack.signal(service, Signal.CONT);
      await().atMost(FaultStack.PATIENCE).until(() -> groups.members(group) > 0);
    }
    stack.awaitComplete(disturbed);
    stack.verdict(disturbed).requireSound();
  }
}
