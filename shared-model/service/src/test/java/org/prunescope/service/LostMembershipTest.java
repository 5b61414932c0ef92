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

  private boolean after(Duration time) {
    now += time.toNanos();
    return membership.isCertain();
  }
}
