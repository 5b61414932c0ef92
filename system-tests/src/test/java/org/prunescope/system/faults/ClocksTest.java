package org.prunescope.system.faults;

import java.time.Duration;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.experiment.ExperimentId;

/**
 * A clock that is set by an hour, forwards or back, in the middle of an experiment costs nothing.
 */
@ExtendWith(FaultStack.Provider.class)
class ClocksTest {
  private final FaultStack stack;

  ClocksTest(FaultStack stack) {
    this.stack = stack;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void aClockThatIsSetInTheMiddleChangesNothing(int hours) {
    stack.undisturbed();
    ExperimentId disturbed = stack.submit();
    stack.awaitCheckpoints(disturbed, 10);

    Clocks.set(stack, Duration.ofHours(hours));

    stack.awaitComplete(disturbed);
    stack.verdict(disturbed).requireSound();
  }
}
