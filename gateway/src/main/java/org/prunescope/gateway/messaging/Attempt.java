package org.prunescope.gateway.messaging;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** One try at a record; says what went wrong before the next. */
final class Attempt {
  private static final Logger LOG = Logger.getLogger(Attempt.class);

  private Attempt() {}

  static void to(ConsumerRecord<String, byte[]> record, Runnable use) {
    try {
      use.run();
    } catch (RuntimeException e) {
      LOG.warnf(
          e,
          "will be tried again: topic=%s partition=%d offset=%d run=%s",
          record.topic(),
          record.partition(),
          record.offset(),
          record.key());
      throw e;
    }
  }
}
