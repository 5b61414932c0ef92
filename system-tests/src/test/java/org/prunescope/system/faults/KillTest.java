package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.standalone.stack.Stack;

/** A service that is killed at whatever moment costs no result and no bit of one. */
@ExtendWith(FaultStack.Provider.class)
class KillTest {
  private final FaultStack stack;

  KillTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void theSameExperimentTwiceIsTheSame() {
    long begin = System.nanoTime();
    stack.undisturbed();
    System.out.printf("undisturbed %.1f s%n", (System.nanoTime() - begin) * 1e-9);
    ExperimentId again = stack.submit();
    stack.awaitComplete(again);
    assertThat(stack.verdict(again).requireSound().duplicates()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {Stack.TRAINER, Stack.METRICS, Stack.PRUNER, Stack.GATEWAY})
  void aKilledServiceCostsNothing(String service) {
    stack.undisturbed();
    ExperimentId disturbed = stack.submit();
    stack.awaitCheckpoints(disturbed, 10);

    stack.kill(service);
    stack.start(service);

    stack.awaitComplete(disturbed);
    stack.verdict(disturbed).requireSound();
  }
}
