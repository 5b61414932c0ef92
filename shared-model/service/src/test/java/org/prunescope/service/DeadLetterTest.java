package org.prunescope.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.topic.DeadLetterHeaders;

/** A dead letter says what it was and why it is one, and no broker refuses it. */
class DeadLetterTest {
  @Test
  void isTheRecordWithTheReasonAndWhereItCameFrom() {
    DeadLetter letter =
        DeadLetter.of("topic", 3, 7, new byte[] {1}, new byte[] {2}, "no event\n at line 1");

    assertThat(letter.key()).containsExactly(1);
    assertThat(letter.value()).containsExactly(2);
    assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("no event");
    assertThat(header(letter, DeadLetterHeaders.TOPIC)).isEqualTo("topic");
    assertThat(header(letter, DeadLetterHeaders.PARTITION)).isEqualTo("3");
    assertThat(header(letter, DeadLetterHeaders.OFFSET)).isEqualTo("7");
    assertThat(letter.headers().lastHeader(DeadLetterHeaders.BYTES)).isNull();
  }

  @Test
  void mayHaveNeitherKeyNorValue() {
    DeadLetter letter = DeadLetter.of("topic", 0, 0, null, null, null);

    assertThat(letter.key()).isNull();
    assertThat(letter.value()).isNull();
    assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("null");
  }

  /** With its headers, a record of a broker's greatest size would once have been refused. */
  @Test
  void ofALargeRecordItHasTheBeginning() {
    byte[] large = new byte[1 << 20];
    Arrays.fill(large, (byte) 5);

    DeadLetter letter = DeadLetter.of("topic", 0, 0, large, large, "x".repeat(5000));

    assertThat(letter.key()).hasSize(DeadLetter.MOST_BYTES).containsOnly(5);
    assertThat(letter.value()).hasSize(DeadLetter.MOST_BYTES).containsOnly(5);
    assertThat(header(letter, DeadLetterHeaders.BYTES)).isEqualTo("1048576");
    assertThat(header(letter, DeadLetterHeaders.REASON)).hasSize(500);
  }

  private static String header(DeadLetter letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }
}
