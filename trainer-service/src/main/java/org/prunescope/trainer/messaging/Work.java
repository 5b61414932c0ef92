package org.prunescope.trainer.messaging;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.prunescope.service.StopSignal;

/** One record in hand. */
public final class Work implements StopSignal {
  private final ConsumerRecord<byte[], byte[]> record;
  private final Starts earlierStarts;
  private volatile boolean stopRequested;

  /**
   * @param earlierStarts that came to no orderly end
   */
  public Work(ConsumerRecord<byte[], byte[]> record, Starts earlierStarts) {
    this.record = record;
    this.earlierStarts = earlierStarts;
  }

  public ConsumerRecord<byte[], byte[]> record() {
    return record;
  }

  public TopicPartition partition() {
    return new TopicPartition(record.topic(), record.partition());
  }

  public long offset() {
    return record.offset();
  }

  public Starts earlierStarts() {
    return earlierStarts;
  }

  /** Asks whoever works on it to leave it at the next step. */
  public void requestStop() {
    stopRequested = true;
  }

  @Override
  public boolean isRequested() {
    return stopRequested;
  }
}
