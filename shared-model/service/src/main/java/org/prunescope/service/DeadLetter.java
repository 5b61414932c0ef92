package org.prunescope.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.topic.DeadLetterHeaders;

/**
 * A record that is of no use, as it is set aside: with the reason and where it came from. Key and
 * value are its own; of very long ones the beginning, so that no broker refuses the dead letter.
 *
 * @param headers {@link DeadLetterHeaders}
 */
@SuppressWarnings("ArrayRecordComponent")
public record DeadLetter(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
  /** A broker takes records of 1 MiB by default. */
  static final int MOST_BYTES = 256 * 1024;

  private static final int MOST_REASON = 500;

  /** The dead letter of a record that a consumer has read. */
  public static DeadLetter of(ConsumerRecord<byte[], byte[]> record, @Nullable String reason) {
    return of(
        record.topic(), record.partition(), record.offset(), record.key(), record.value(), reason);
  }

  /**
   * The dead letter of a record.
   *
   * @param reason for people; its first line, cut after 500 characters
   */
  public static DeadLetter of(
      String topic,
      int partition,
      long offset,
      byte @Nullable [] key,
      byte @Nullable [] value,
      @Nullable String reason) {
    Headers headers =
        new RecordHeaders()
            .add(DeadLetterHeaders.REASON, text(cut(String.valueOf(reason))))
            .add(DeadLetterHeaders.TOPIC, text(topic))
            .add(DeadLetterHeaders.PARTITION, text(Integer.toString(partition)))
            .add(DeadLetterHeaders.OFFSET, text(Long.toString(offset)));
    if (value != null && value.length > MOST_BYTES) {
      headers.add(DeadLetterHeaders.BYTES, text(Integer.toString(value.length)));
    }
    return new DeadLetter(cut(key), cut(value), headers);
  }

  /** How many a service has written since it started: {@code prunescope_dead_letters_total}. */
  public static Counter counter(MeterRegistry meters) {
    return Counter.builder("prunescope.dead.letters")
        .description("Records of no use that were set aside on the service's dead-letter topic")
        .register(meters);
  }

  private static String cut(String reason) {
    // Jackson adds lines that say where in the document it was.
    String line = reason.lines().findFirst().orElse(reason);
    return line.length() > MOST_REASON ? line.substring(0, MOST_REASON) : line;
  }

  private static byte @Nullable [] cut(byte @Nullable [] bytes) {
    return bytes == null || bytes.length <= MOST_BYTES ? bytes : Arrays.copyOf(bytes, MOST_BYTES);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
