package org.prunescope.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes by itself is told from what the same record would bring about again. */
class OutageTest {
  /** Connection, resources, shutdown, serialisation, lock; and a pool that has no connection. */
  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"08006", "53100", "57P01", "40001", "55P03", "58030"})
  void postgresqlThatIsAwayOrBusyPasses(String state) {
    assertThat(Outage.isCauseOf(new IllegalStateException(new SQLException("away", state))))
        .isTrue();
  }

  /** A NUL in a text, a constraint, a missing column, a feature. */
  @ParameterizedTest
  @ValueSource(strings = {"22021", "23505", "42703", "0A000"})
  void whatPostgresqlRefusesDoesNotPass(String state) {
    SQLException refused = new SQLException("refused", state);
    assertThat(Outage.isCauseOf(new IllegalStateException(refused))).isFalse();
    assertThat(Outage.isCauseOf(new IOException("no results", refused))).isFalse();
  }

  @Test
  void aDiskAndABrokerPass() {
    assertThat(Outage.isCauseOf(new UncheckedIOException(new IOException("full")))).isTrue();
    assertThat(Outage.isCauseOf(new RuntimeException(new TimeoutException("no broker")))).isTrue();
  }

  @Test
  void anErrorOfOursDoesNotPass() {
    assertThat(Outage.isCauseOf(new NullPointerException())).isFalse();
    assertThat(Outage.isCauseOf(new RecordTooLargeException("refused"))).isFalse();
  }
}
