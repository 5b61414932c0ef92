package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.standalone.process.ChildProcess;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.system.LongForm;

/**
 * Every service is asked to end and started again, one after the other, each while an experiment is
 * in work: nothing is lost and no run fails.
 */
@LongForm
@ExtendWith(FaultStack.Provider.class)
class RollingRestartTest {
  /** What Kubernetes grants. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final FaultStack stack;

  private record Restart(String service, ExperimentId disturbed, Duration away) {}

  RollingRestartTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void aRestartOfEveryServiceCostsNothingButTime() {
    stack.undisturbed();
    List<Restart> restarts = new ArrayList<>();
    for (String service : List.of(Stack.GATEWAY, Stack.PRUNER, Stack.METRICS, Stack.TRAINER)) {
      ExperimentId id = stack.submit();
      stack.awaitCheckpoints(id, 3);
      restarts.add(new Restart(service, id, restart(service)));
    }

    for (Restart restart : restarts) {
      stack.awaitComplete(restart.disturbed());
      Verdict verdict = stack.verdict(restart.disturbed()).requireSound();
      System.out.printf(
          "restart of %s: away for %d ms, longest pause between checkpoints %d ms, %d duplicates%n",
          restart.service(),
          restart.away().toMillis(),
          stack.tape().longestPause(restart.disturbed()).toMillis(),
          verdict.duplicates());
    }
  }

  /** Returns how long the service was away. */
  private Duration restart(String service) {
    ChildProcess child = stack.child(service);
    long begin = System.nanoTime();
    stack.signal(service, Signal.TERM);
    Awaited.get(child.onExit(), "the end of " + service, GRACE);
    assertThat(child.exitCode()).as("it ended because it was asked to").hasValue(128 + 15);
    stack.start(service);
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
