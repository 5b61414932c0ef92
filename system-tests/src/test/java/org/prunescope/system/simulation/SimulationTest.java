package org.prunescope.system.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Whatever is delivered twice, late or out of order, whoever dies between two effects, and whatever
 * people cancel and resume: every run comes to one end, every result is stored once, and the
 * networks are those of an undisturbed experiment.
 *
 * <p>{@code -Dprunescope.simulation.schedules=N} lives N schedules; {@code
 * -Dprunescope.simulation.seed=N} lives the one of that seed alone, and prints what happens.
 */
class SimulationTest {
  private static final long SCHEDULES = Long.getLong("prunescope.simulation.schedules", 3000);
  private static final Long SEED = Long.getLong("prunescope.simulation.seed");
  private static final int LAST_EVENTS = 80;
  private static final List<PlannedExperiment> EXPERIMENTS =
      List.of(PlannedExperiment.twoSeeds(), PlannedExperiment.everyPlan());

  @Test
  void everyScheduleKeepsThePromises() {
    long begin = System.nanoTime();
    AtomicLong broken = new AtomicLong(Long.MAX_VALUE);
    Tally tally = new Tally();
    LongStream seeds = SEED == null ? LongStream.range(0, SCHEDULES) : LongStream.of(SEED);
    seeds
        .parallel()
        .filter(seed -> seed < broken.get())
        .forEach(
            seed -> {
              try {
                tally.add(schedule(seed, Trace.off()).live());
              } catch (RuntimeException | AssertionError e) {
                broken.accumulateAndGet(seed, Math::min);
              }
            });
    if (broken.get() < Long.MAX_VALUE) {
      explain(broken.get());
    }
    System.out.println(tally.summary(System.nanoTime() - begin));
    if (SEED == null) {
      assertThat(tally.schedules()).isEqualTo(SCHEDULES);
      for (Fault fault : Fault.values()) {
        assertThat(tally.count(fault)).as(fault.name()).isGreaterThan(SCHEDULES / 4);
      }
    }
  }

  @Test
  void whereNothingGoesWrongEverySegmentIsTrainedOnce() {
    for (PlannedExperiment experiment : EXPERIMENTS) {
      Ledger ledger = Schedule.undisturbed(experiment, 0).live();

      assertThat(ledger.segmentsTrained()).isEqualTo(experiment.segments());
    }
  }

  @Test
  void aSeedIsOneSchedule() {
    assertThat(events(17)).isEqualTo(events(17)).isNotEqualTo(events(19));
  }

  private static List<String> events(long seed) {
    Trace trace = new Trace(Integer.MAX_VALUE);
    schedule(seed, trace).live();
    return trace.lines();
  }

  /** Lives the schedule again, and says what went before. */
  private static void explain(long seed) {
    Trace trace = new Trace(SEED == null ? LAST_EVENTS : Integer.MAX_VALUE);
    try {
      schedule(seed, trace).live();
    } catch (RuntimeException | AssertionError e) {
      fail(
          "schedule %d: %s%nAgain: -Dprunescope.simulation.seed=%d%nThe last events:%n%s"
              .formatted(
                  seed,
                  Trace.brief(String.valueOf(e.getMessage())),
                  seed,
                  String.join("\n", trace.lines())),
          e);
    }
    fail("schedule %d was broken once, and then was not", seed);
  }

  private static Schedule schedule(long seed, Trace trace) {
    return Schedule.disturbed(EXPERIMENTS.get((int) (seed % EXPERIMENTS.size())), seed, trace);
  }
}
