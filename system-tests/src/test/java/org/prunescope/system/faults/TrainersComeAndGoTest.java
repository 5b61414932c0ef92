package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.standalone.stack.Stack;

/** Trainers that join, leave and die every few seconds take nothing from anybody. */
@ExtendWith(FaultStack.Provider.class)
class TrainersComeAndGoTest {
  private static final int ROUNDS = Integer.getInteger("faults.rounds", 4);

  private final FaultStack stack;

  TrainersComeAndGoTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void aGroupThatNeverRestsFinishesEverything() {
    List<ExperimentId> disturbed = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      disturbed.add(stack.submit());
      String trainer = stack.launchTrainer();
      stack.stack().awaitReady(trainer);
      stack.fired("trainer joins");
      if (round % 2 == 0) {
        stack.stack().stop(trainer);
        assertThat(stack.child(trainer).exitCode()).as("exit in order").hasValue(0);
        stack.fired("trainer leaves");
      } else {
        stack.kill(trainer);
      }
      stack.forgetTrainer(trainer);
    }
    for (ExperimentId id : disturbed) {
      stack.awaitComplete(id);
      stack.verdict(id).requireSound();
    }
    assertThat(stack.stack().isRunning(Stack.TRAINER)).isTrue();
  }
}
