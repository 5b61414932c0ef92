package org.prunescope.contract.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PositionTest {
  @Test
  void aMaskComesAfterTheUpdateAndBeforeTheNext() {
    assertThat(Position.pruned(0, 7).isAfter(Position.trained(0, 7))).isTrue();
    assertThat(Position.trained(0, 8).isAfter(Position.pruned(0, 7))).isTrue();
    assertThat(Position.trained(1, 0).isAfter(Position.pruned(0, 100))).isTrue();
    assertThat(Position.trained(0, 7).isAfter(Position.trained(0, 7))).isFalse();
  }

  @Test
  void isWrittenAsPhaseStepAndStage() {
    assertThat(Position.pruned(1, 120)).hasToString("1-120-pruned");
  }

  @Test
  void isReadAsItIsWritten() {
    for (Position position : List.of(Position.pruned(1, 120), Position.trained(0, 0))) {
      assertThat(Position.parse(position.text())).isEqualTo(position);
    }
    for (String other : List.of("", "0-1", "0-1-masked", "-1-2-trained", "0-x-pruned", "0-1-")) {
      assertThatThrownBy(() -> Position.parse(other)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void refusesNegativeNumbers() {
    assertThatThrownBy(() -> Position.trained(0, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Position.trained(-1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
