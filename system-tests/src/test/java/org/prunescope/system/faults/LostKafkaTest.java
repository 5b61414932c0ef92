package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.experiment.ExperimentId;

/** PostgreSQL and the artifacts are the truth, Kafka is the road: it may be lost with all on it. */
@ExtendWith(FaultStack.Provider.class)
class LostKafkaTest {
  private final FaultStack stack;

  LostKafkaTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void anExperimentWhoseTopicsWereLostInTheMiddleIsResumedToTheSameNetworks() throws IOException {
    ExperimentId undisturbed = stack.undisturbed();
    ExperimentId disturbed = stack.submit();
    stack.awaitCheckpoints(disturbed, 20);

    stack.loseKafka();
    assertThat(stack.gateway().show(disturbed).required("complete").asBoolean()).isFalse();
    stack.gateway().resume(disturbed, true);

    stack.awaitComplete(disturbed);
    assertThat(Finals.of(stack, disturbed)).isEqualTo(Finals.of(stack, undisturbed));
  }
}
