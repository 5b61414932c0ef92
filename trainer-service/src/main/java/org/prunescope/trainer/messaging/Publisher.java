package org.prunescope.trainer.messaging;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;
import org.prunescope.service.KafkaAccess;

/** Sends events. Any thread may call. */
public final class Publisher implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Publisher.class);
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final Producer<byte[], byte[]> producer;

  public Publisher(String bootstrapServers) {
    this(
        new KafkaProducer<>(
            KafkaAccess.with(
                Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    bootstrapServers,
                    ProducerConfig.CLIENT_ID_CONFIG,
                    "trainer",
                    ProducerConfig.ACKS_CONFIG,
                    "all",
                    ProducerConfig.LINGER_MS_CONFIG,
                    0,
                    // A wait that a stop must not outlast; whoever waits longer sends again.
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    5_000,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    10_000,
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    10_000)),
            new ByteArraySerializer(),
            new ByteArraySerializer()));
  }

  Publisher(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /**
   * Sends and waits until every in-sync replica has the record.
   *
   * @throws IOException where the broker did not confirm it; it may be there all the same
   */
  void publish(ProducerRecord<byte[], byte[]> record) throws IOException {
    try {
      producer.send(record).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while publishing");
    } catch (ExecutionException | KafkaException e) {
      throw new IOException("not confirmed by the broker", e);
    }
  }

  /** Sends what may get lost. */
  void publishLossily(ProducerRecord<byte[], byte[]> record) {
    Future<RecordMetadata> unused =
        producer.send(
            record,
            (metadata, failure) -> {
              if (failure != null) {
                LOG.debugf(failure, "lost a record of %s", record.topic());
              }
            });
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }
}
