package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.standalone.stack.Stack;

/** A service that is killed at whatever moment costs no result and no bit of one. */
@ExtendWith(FaultStack.Provider.class)
class KillTest {
  private static final long SEED = Long.getLong("faults.seed", 20_26_11);

  private final FaultStack stack;

  KillTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void withoutAFaultNothingIsDoneTwice() {
    ExperimentId again = stack.submit();
    stack.awaitComplete(again);
    assertThat(stack.verdict(again).requireSound().duplicates()).isZero();
  }

  @ParameterizedTest(name = "{0}, {1} times")
  @CsvSource({
    Stack.TRAINER + ", 3",
    Stack.METRICS + ", 2",
    Stack.GATEWAY + ", 2",
    Stack.PRUNER + ", 1"
  })
  void aServiceKilledAtAnyMomentCostsNothing(String service, int kills) {
    Random moments = new Random(SEED + service.hashCode());
    ExperimentId disturbed = stack.submit();
    int seen = 0;
    for (int kill = 0; kill < kills; kill++) {
      seen += 1 + moments.nextInt(12);
      stack.awaitCheckpoints(disturbed, seen);
      System.out.printf("seed %d: %s is killed at checkpoint %d%n", SEED, service, seen);
      stack.kill(service);
      stack.start(service);
    }
    stack.awaitComplete(disturbed);
    stack.verdict(disturbed).requireSound();
  }
}
