package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.system.LongForm;

/**
 * A clock that is set by an hour, forwards or back, in the middle of an experiment costs nothing.
 */
@LongForm
@ExtendWith(FaultStack.Provider.class)
class ClocksTest {
  private final FaultStack stack;

  ClocksTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void aClockThatIsSetForwardsAndThenBackChangesNothing() {
    stack.undisturbed();
    ExperimentId disturbed = stack.submit();

    stack.awaitCheckpoints(disturbed, 10);
    Clocks.set(stack, Duration.ofHours(1));
    stack.awaitCheckpoints(disturbed, 20);
    assertThat(stack.isComplete(disturbed)).as("it is in work").isFalse();
    Clocks.set(stack, Duration.ofHours(-2));

    stack.awaitComplete(disturbed);
    stack.verdict(disturbed).requireSound();
  }
}
