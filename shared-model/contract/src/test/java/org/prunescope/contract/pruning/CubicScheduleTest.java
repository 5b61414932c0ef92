package org.prunescope.contract.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.prunescope.contract.pruning.CubicSchedule.Close;
import org.prunescope.contract.pruning.CubicSchedule.Events;

class CubicScheduleTest {
  @Test
  void followsTheCubicFromBeginToEnd() {
    CubicSchedule schedule = new CubicSchedule(0, 0.8, 1, 5, 2, Close.EXACT, Events.FROM_BEGIN);

    List<CubicSchedule.Event> events = schedule.schedule();

    assertThat(events).extracting(CubicSchedule.Event::step).containsExactly(1, 3, 5);
    // Half way: 0.8 - 0.8 (1/2)^3 = 0.7; then (0.8 - 0.7) / 0.3 of the rest.
    assertThat(events.get(0).sparsity()).isZero();
    assertThat(events.get(1).sparsity()).isCloseTo(0.7, within(1e-15));
    assertThat(events.get(1).shareOfRemaining()).isCloseTo(0.7, within(1e-15));
    assertThat(events.get(2).sparsity()).isEqualTo(0.8);
    assertThat(events.get(2).shareOfRemaining()).isCloseTo(1.0 / 3, within(1e-15));
  }

  @Test
  void closesExactlyWhereTheFrequencyDoesNotDivideTheWindow() {
    CubicSchedule exact = new CubicSchedule(0, 0.9, 10, 20, 4, Close.EXACT, Events.FROM_BEGIN);
    CubicSchedule asPublished =
        new CubicSchedule(0, 0.9, 10, 20, 4, Close.AS_PUBLISHED, Events.FROM_BEGIN);

    assertThat(exact.schedule())
        .extracting(CubicSchedule.Event::step)
        .containsExactly(10, 14, 18, 20);
    assertThat(exact.schedule().getLast().sparsity()).isEqualTo(0.9);
    assertThat(asPublished.schedule())
        .extracting(CubicSchedule.Event::step)
        .containsExactly(10, 14, 18);
    assertThat(asPublished.schedule().getLast().sparsity()).isLessThan(0.9);
  }

  @Test
  void aMultipleAtTheEndClosesWithTheFinalSparsityWhereThatIsAsked() {
    CubicSchedule exact = new CubicSchedule(0, 0.9, 5, 20, 10, Close.EXACT, Events.MULTIPLES);

    List<CubicSchedule.Event> events = exact.schedule();

    assertThat(events).extracting(CubicSchedule.Event::step).containsExactly(10, 20);
    assertThat(events.getLast().sparsity()).isEqualTo(0.9);
  }

  @Test
  void thePublishedSupervisedPlanFires39TimesAndCloses() {
    for (Events events : Events.values()) {
      CubicSchedule supervised =
          new CubicSchedule(0, 0.9, 1000, 20000, 500, Close.AS_PUBLISHED, events);

      assertThat(supervised.schedule()).hasSize(39);
      assertThat(supervised.schedule().getFirst().step()).isEqualTo(1000);
      assertThat(supervised.schedule().getLast().step()).isEqualTo(20000);
      assertThat(supervised.schedule().getLast().sparsity()).isEqualTo(0.9);
    }
  }

  @Test
  void thePublishedLatePlanFires37TimesAtMultiplesAndEndsJustBelow() {
    CubicSchedule late =
        new CubicSchedule(0, 0.9, 2440, 4760, 62, Close.AS_PUBLISHED, Events.MULTIPLES);

    List<CubicSchedule.Event> events = late.schedule();

    assertThat(events).hasSize(37);
    assertThat(events.getFirst().step()).isEqualTo(2480);
    assertThat(events.getLast().step()).isEqualTo(4712);
    assertThat(events.getLast().sparsity()).isBetween(0.8999, 0.9);
  }

  @Test
  void thePublishedEarlyPlanFires38TimesAtMultiplesAndEndsJustBelow() {
    CubicSchedule early =
        new CubicSchedule(0, 0.9, 125, 2500, 62, Close.AS_PUBLISHED, Events.MULTIPLES);

    List<CubicSchedule.Event> events = early.schedule();

    assertThat(events).hasSize(38);
    assertThat(events.getFirst().step()).isEqualTo(186);
    assertThat(events.getLast().step()).isEqualTo(2480);
    assertThat(events.getLast().sparsity()).isLessThan(0.9);
  }

  @Test
  void refusesASparsityThatDoesNotRise() {
    assertThatThrownBy(() -> new CubicSchedule(0.9, 0.9, 1, 5, 2, Close.EXACT, Events.FROM_BEGIN))
        .hasMessageContaining("0.9");
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void ascendsInsideItsWindowAndSharesMultiplyToTheSparsity(CubicSchedule schedule) {
    List<CubicSchedule.Event> events = schedule.schedule();

    assertThat(events).hasSize(Math.toIntExact(schedule.size()));
    assertThat(events).extracting(CubicSchedule.Event::step).doesNotHaveDuplicates().isSorted();
    assertThat(events).extracting(CubicSchedule.Event::sparsity).isSorted();
    double remaining = 1;
    for (CubicSchedule.Event event : events) {
      assertThat(event.step()).isBetween(schedule.beginStep(), schedule.endStep());
      assertThat(event.sparsity())
          .isBetween(schedule.initialSparsity() - 1e-15, schedule.finalSparsity());
      assertThat(event.shareOfRemaining()).isBetween(0.0, 1.0);
      remaining *= 1 - event.shareOfRemaining();
      assertThat(1 - remaining).isCloseTo(event.sparsity(), within(1e-12));
    }
    if (schedule.close() == Close.EXACT) {
      assertThat(events.getLast().step()).isEqualTo(schedule.endStep());
      assertThat(events.getLast().sparsity()).isEqualTo(schedule.finalSparsity());
    }
  }

  static List<CubicSchedule> drawn() {
    Random random = new Random(1);
    return IntStream.range(0, 200).mapToObj(i -> draw(random)).toList();
  }

  private static CubicSchedule draw(Random random) {
    double finalSparsity = 0.01 + 0.98 * random.nextDouble();
    int begin = 1 + random.nextInt(500);
    int length = 1 + random.nextInt(2000);
    return new CubicSchedule(
        random.nextBoolean() ? 0 : finalSparsity * random.nextDouble(),
        finalSparsity,
        begin,
        begin + length,
        1 + random.nextInt(length),
        random.nextBoolean() ? Close.EXACT : Close.AS_PUBLISHED,
        random.nextBoolean() ? Events.FROM_BEGIN : Events.MULTIPLES);
  }
}
