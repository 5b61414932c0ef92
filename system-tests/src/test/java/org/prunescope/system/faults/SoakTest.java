package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.system.LongForm;

/**
 * Whatever happens to it, for however long: nothing is lost, nothing counted twice, no bit differs,
 * and nothing grows that should not. Only in the long form, {@code ./prunescope test --long}.
 */
@ExtendWith(FaultStack.Provider.class)
@LongForm
class SoakTest {
  private static final Duration LENGTH =
      Duration.ofMinutes(Integer.getInteger("faults.minutes", 20));
  private static final long SEED = Long.getLong("faults.seed", System.nanoTime());
  private static final int AT_A_TIME = 2;
  private static final int LEAST_RUNS = Integer.getInteger("faults.runs", 100);
  private static final int LEAST_KILLED_TRAINERS = Integer.getInteger("faults.kills", 50);

  private final FaultStack stack;
  private final Deque<ExperimentId> inWork = new ArrayDeque<>();
  private final List<Verdict> verdicts = new ArrayList<>();

  SoakTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void nothingIsLostAndNothingIsDoneTwice() {
    System.out.printf("soak: seed %d, %d minutes%n", SEED, LENGTH.toMinutes());
    stack.undisturbed();
    Disturbance disturbance = new Disturbance(stack, SEED, this::refill);
    Footprint start = Footprint.of(stack);
    Footprint middle = start;
    long begin = System.nanoTime();
    boolean isSecondHalf = false;
    while (lasts(begin, LENGTH)) {
      refill();
      disturbance.next();
      if (!isSecondHalf && !lasts(begin, LENGTH.dividedBy(2))) {
        isSecondHalf = true;
        middle = Footprint.of(stack);
      }
    }
    while (!inWork.isEmpty()) {
      finish(inWork.pop());
    }
    // Offsets are committed some seconds after the work.
    Footprint end =
        await()
            .atMost(FaultStack.PATIENCE)
            .until(
                () -> Footprint.of(stack),
                footprint -> footprint.lag().values().stream().allMatch(lag -> lag == 0));

    summarise(List.of(start, middle, end));
    assertThat(verdicts).allSatisfy(verdict -> assertThat(verdict.problems()).isEmpty());
    assertThat(verdicts.stream().mapToInt(verdict -> verdict.states().size()).sum())
        .as("runs")
        .isGreaterThanOrEqualTo(LEAST_RUNS);
    assertThat(stack.firedSoFar("kill " + Stack.TRAINER))
        .as("killed trainers")
        .isGreaterThanOrEqualTo(LEAST_KILLED_TRAINERS);
  }

  private static boolean lasts(long begin, Duration length) {
    return System.nanoTime() - begin < length.toNanos();
  }

  /** There is always work to disturb; what is complete is examined at once. */
  private void refill() {
    inWork.removeIf(
        id -> {
          boolean isComplete = stack.isComplete(id);
          if (isComplete) {
            verdicts.add(stack.verdict(id));
          }
          return isComplete;
        });
    while (inWork.size() < AT_A_TIME) {
      inWork.add(stack.submit());
    }
  }

  private void finish(ExperimentId id) {
    stack.awaitComplete(id);
    verdicts.add(stack.verdict(id));
  }

  private void summarise(List<Footprint> footprints) {
    System.out.printf(
        "soak: %d experiments, %d runs, %d duplicates, lost %d, double %d, hash differences %d%n",
        verdicts.size(),
        verdicts.stream().mapToInt(verdict -> verdict.states().size()).sum(),
        verdicts.stream().mapToInt(Verdict::duplicates).sum(),
        verdicts.stream().mapToInt(Verdict::lost).sum(),
        verdicts.stream().mapToInt(Verdict::doubled).sum(),
        verdicts.stream().mapToInt(Verdict::hashDifferences).sum());
    System.out.println("soak: faults " + stack.firedSoFar());
    for (int i = 0; i < footprints.size(); i++) {
      System.out.printf(
          "soak: %s %s%n", List.of("start", "middle", "end").get(i), footprints.get(i));
    }
  }
}
