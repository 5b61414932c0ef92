package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.event.CheckpointEvent.SegmentFailed;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.standalone.stack.Stack;

/**
 * A segment on which every trainer dies is given up after five of them, with its reason; kills that
 * have nothing to do with a segment give up none.
 */
@ExtendWith(FaultStack.Provider.class)
class CrashingSegmentTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MOST_STARTS = 5;
  private static final String TRUNK = "cross-entropy_dense/1";
  private static final String TARGET = "0-6-trained";

  private final FaultStack stack;

  CrashingSegmentTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void aSegmentThatKillsEveryTrainerFailsAndItsNeighboursDoNot() {
    HaltPoint poisonous =
        HaltPoint.before("poisonous segment", "org.prunescope.trainer.TrainSegment", "train");
    stack.kill(Stack.TRAINER);
    ExperimentId disturbed = stack.submit();
    for (int death = 1; death <= MOST_STARTS; death++) {
      // Nothing that this trainer has in hand is to blame for its death but that one segment.
      Halt halt =
          stack.startHalting(
              Stack.TRAINER, poisonous.about("run=" + disturbed + "/" + TRUNK, "target=" + TARGET));
      halt.awaitReached(PATIENCE);
      stack.kill(Stack.TRAINER);
      stack.fired("dies of a segment");
    }
    stack.start(Stack.TRAINER);
    await().atMost(PATIENCE).until(() -> !failures(disturbed).isEmpty());
    stack.awaitComplete(disturbed);

    assertThat(failures(disturbed))
        .singleElement()
        .satisfies(
            failed -> {
              assertThat(failed.target().text()).isEqualTo(TARGET);
              assertThat(failed.failure().reason()).isEqualTo(FailureReason.CRASHED);
              assertThat(failed.failure().detail()).contains(MOST_STARTS + " starts");
            });
    Verdict.of(stack, disturbed, stack.undisturbed(), otherwise()).requireSound();
  }

  /** Branches that had left the trunk before it failed go on. */
  private static SortedMap<String, RunState> otherwise() {
    return new TreeMap<>(
        Map.of(TRUNK, RunState.FAILED, "cross-entropy_one-shot-global_0.9/1", RunState.BLOCKED));
  }

  private List<SegmentFailed> failures(ExperimentId id) {
    return stack.tape().of(id).checkpoints().stream()
        .filter(SegmentFailed.class::isInstance)
        .map(SegmentFailed.class::cast)
        .toList();
  }
}
