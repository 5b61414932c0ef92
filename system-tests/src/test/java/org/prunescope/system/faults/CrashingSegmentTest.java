package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.standalone.process.ChildProcess;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.system.LongForm;

/**
 * A segment that brings the trainer down whenever it is begun fails its run, and no other; one
 * whose trainers merely die is trained.
 */
@LongForm
@ExtendWith(FaultStack.Provider.class)
class CrashingSegmentTest {
  private static final int MOST_STARTS = 5;

  /** Exit code of a JVM that has crashed and leaves no core. */
  private static final int CRASHED = 1;

  /** The same, where the crash hit the JVM again while it wrote its log. */
  private static final int ABORTED = 128 + 6;

  private final FaultStack stack;

  CrashingSegmentTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void aSegmentThatCrashesTheJvmEachTimeFailsItsRunAfterFiveStarts() {
    ExperimentId reference = stack.undisturbed(LongSegments.request());
    stack.undisturbed();
    int crashes = crashesSoFar();
    ExperimentId disturbed = stack.gateway().submit(LongSegments.request());
    ExperimentId neighbour = stack.submit();
    RunId doomed;
    try (LongSegments segments = new LongSegments(stack)) {
      SegmentRequested segment = segments.awaitBegun(disturbed);
      doomed = segment.run();
      assertThat(stack.isComplete(neighbour)).as("it is in work too").isFalse();
      for (int start = 1; start <= MOST_STARTS; start++) {
        segments.awaitStarts(segment, start);
        crashTrainer();
      }
    }
    stack.awaitComplete(disturbed);
    stack.awaitComplete(neighbour);

    assertThat(crashesSoFar() - crashes).isEqualTo(MOST_STARTS);
    Map<String, RunState> otherwise = new HashMap<>();
    ends(disturbed)
        .forEach(
            (run, end) -> {
              if (run.equals(doomed)) {
                Failure failure = Objects.requireNonNull(end.failure());
                assertThat(failure.reason()).isEqualTo(FailureReason.CRASHED);
                assertThat(failure.detail()).contains(MOST_STARTS + " starts");
                otherwise.put(place(run), RunState.FAILED);
              } else if (doomed.equals(end.blockedBy())) {
                otherwise.put(place(run), RunState.BLOCKED);
              }
            });
    assertThat(otherwise.values()).containsExactlyInAnyOrder(RunState.FAILED, RunState.BLOCKED);
    Verdict.of(stack, disturbed, reference, otherwise).requireSound();
    stack.verdict(neighbour).requireSound();
  }

  @Test
  void aSegmentWhoseTrainersAreKilledFourTimesIsTrained() {
    ExperimentId reference = stack.undisturbed(LongSegments.request());
    ExperimentId disturbed = stack.gateway().submit(LongSegments.request());
    try (LongSegments segments = new LongSegments(stack)) {
      SegmentRequested segment = segments.awaitBegun(disturbed);
      for (int start = 1; start < MOST_STARTS; start++) {
        segments.awaitStarts(segment, start);
        stack.kill(Stack.TRAINER);
        stack.start(Stack.TRAINER);
      }
      segments.awaitStarts(segment, MOST_STARTS);
    }
    stack.awaitComplete(disturbed);
    Verdict.of(stack, disturbed, reference, Map.of()).requireSound();
  }

  private int crashesSoFar() {
    return IntStream.of(CRASHED, ABORTED)
        .map(code -> stack.firedSoFar(Supervision.endedByItself(Stack.TRAINER, code)))
        .sum();
  }

  private void crashTrainer() {
    ChildProcess trainer = stack.child(Stack.TRAINER);
    stack.signal(Stack.TRAINER, Signal.SEGV);
    Awaited.get(trainer.onExit(), "the crash of the trainer", FaultStack.PATIENCE);
    assertThat(trainer.exitCode().orElseThrow()).isIn(CRASHED, ABORTED);
    assertThat(FaultOptions.crashLog(stack.stack().folder().root(), trainer.pid()))
        .content()
        .contains("SIGSEGV");
  }

  private Map<RunId, RunProgress> ends(ExperimentId experiment) {
    stack.tape().catchUp();
    Map<RunId, RunProgress> ends = new HashMap<>();
    stack.tape().of(experiment).progress().forEach(said -> ends.put(said.run(), said));
    return ends;
  }

  private static String place(RunId run) {
    return run.variant() + "/" + run.seed();
  }
}
