package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.topic.Topics;
import org.prunescope.standalone.process.ChildProcess;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.system.Groups;

/**
 * A trainer that is asked to end gives its segment back, in time, and the segment does not count as
 * begun.
 */
@ExtendWith(FaultStack.Provider.class)
class TerminatedTest {
  /** Half of what Kubernetes grants. */
  private static final Duration GRACE = Duration.ofSeconds(15);

  private final FaultStack stack;

  TerminatedTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void aTerminatedTrainerGivesItsSegmentBack() {
    ExperimentId reference = stack.undisturbed(LongSegments.request());
    ExperimentId disturbed = stack.gateway().submit(LongSegments.request());
    ChildProcess trainer = stack.child(Stack.TRAINER);
    CompletableFuture<String> givenBack = stack.nextLine(Stack.TRAINER, "segment given back");
    try (LongSegments segments = new LongSegments(stack)) {
      segments.awaitBegun(disturbed);
    }

    stack.signal(Stack.TRAINER, Signal.TERM);
    Awaited.get(trainer.onExit(), "the end of the trainer", GRACE);
    assertThat(givenBack).as("it had a segment in work").isCompleted();
    try (Groups groups = new Groups(stack.stack().bootstrapServers())) {
      assertThat(groups.members(Topics.TRAINER_GROUP)).as("it has left").isZero();
      assertThat(groups.committed(Topics.TRAINER_GROUP).values())
          .as("segments that count as begun")
          .noneMatch(committed -> committed.metadata().matches("starts=[1-9].*"));
    }

    stack.start(Stack.TRAINER);
    stack.awaitComplete(disturbed);
    Verdict.of(stack, disturbed, reference, Map.of()).requireSound();
  }
}
