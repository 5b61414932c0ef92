package org.prunescope.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A process ends where only another one helps, and never for an outage. */
class LostMembershipTest {
  private static final Duration LONG = LostMembership.PATIENCE.plusSeconds(1);

  private boolean isHeard;
  private boolean kafkaAnswers;
  private long now;
  private final LostMembership membership =
      new LostMembership(() -> isHeard, () -> kafkaAnswers, () -> now);

  @Test
  void isLostWhereKafkaAnswersAndHearsNothing() {
    kafkaAnswers = true;
    assertThat(after(Duration.ZERO)).isFalse();
    assertThat(after(LostMembership.PATIENCE)).isFalse();
    assertThat(after(Duration.ofSeconds(1))).isTrue();
  }

  @Test
  void isNotLostWhileKafkaHearsOfIt() {
    isHeard = true;
    kafkaAnswers = true;
    assertThat(after(LONG)).isFalse();
    isHeard = false;
    assertThat(after(LostMembership.PATIENCE)).isFalse();
  }

  @Test
  void isNotLostWhileKafkaIsAwayNorForAWhileAfterThat() {
    assertThat(after(LONG)).isFalse();
    kafkaAnswers = true;
    assertThat(after(LostMembership.PATIENCE)).isFalse();
    assertThat(after(Duration.ofSeconds(1))).isTrue();
  }

  @Test
  void aHostThatThereIsNotDoesNotAnswer() {
    assertThat(LostMembership.answers("no-such-host.invalid:9092")).isFalse();
  }

  @Test
  void isNotLostWhereTheProcessStoodStill() {
    kafkaAnswers = true;
    now += LONG.toNanos();
    assertThat(membership.isCertain()).isFalse();
    assertThat(after(LostMembership.PATIENCE)).isFalse();
    assertThat(after(Duration.ofSeconds(1))).isTrue();
  }

  /** What it says then, having looked every second until then. */
  private boolean after(Duration time) {
    boolean isCertain = membership.isCertain();
    for (long second = 0; second < time.toSeconds(); second++) {
      now += Duration.ofSeconds(1).toNanos();
      isCertain = membership.isCertain();
    }
    return isCertain;
  }
}
