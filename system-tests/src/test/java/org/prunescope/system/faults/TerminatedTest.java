package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
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

  private static final int UPDATES_PER_EPOCH = 4;
  private static final int LAST_STEP = 200;

  private final FaultStack stack;

  TerminatedTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void aTerminatedTrainerGivesItsSegmentBack() {
    ExperimentId reference = stack.undisturbed(longSegments());
    ExperimentId disturbed = stack.gateway().submit(longSegments());
    ChildProcess trainer = stack.child(Stack.TRAINER);
    CompletableFuture<String> givenBack = stack.nextLine(Stack.TRAINER, "segment given back");
    await()
        .atMost(FaultStack.PATIENCE)
        .pollInterval(Duration.ofMillis(2))
        .until(
            () ->
                stack.tape().of(disturbed).segments().stream()
                    .anyMatch(segment -> segment.target().step() == LAST_STEP));

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

  /** One long segment at the end of each dense run. */
  private static ObjectNode longSegments() {
    ObjectNode request = FaultStack.request();
    ((ObjectNode) request.at("/objectives/0/training"))
        .put("epochs", LAST_STEP / UPDATES_PER_EPOCH);
    request.put("segmentSteps", 1000);
    return request;
  }
}
