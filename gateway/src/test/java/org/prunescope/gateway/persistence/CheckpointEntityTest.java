package org.prunescope.gateway.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CheckpointEntityTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration GRACE = Duration.ofMinutes(2);

  @Test
  void whatNothingNeedsStaysForAWhile() {
    CheckpointEntity checkpoint = new CheckpointEntity();

    assertThat(checkpoint.mayGo(NOW, GRACE)).isFalse();
    checkpoint.needlessSince = NOW.minusSeconds(119);
    assertThat(checkpoint.mayGo(NOW, GRACE)).isFalse();
    checkpoint.needlessSince = NOW.minusSeconds(120);
    assertThat(checkpoint.mayGo(NOW, GRACE)).isTrue();
  }

  @Test
  void withoutGraceItGoesAtOnce() {
    assertThat(new CheckpointEntity().mayGo(NOW, Duration.ZERO)).isTrue();
  }
}
