package org.prunescope.system.faults;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;

/** Puts events on the topics that no service has sent. */
final class Sender implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;

  Sender(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Returns when the broker has it. */
  void send(String topic, int partition, RunId run, Object event) {
    send(
        new ProducerRecord<>(
            topic, partition, run.text().getBytes(StandardCharsets.UTF_8), Json.writeEvent(event)));
  }

  /** Returns when the broker has it. */
  void send(ProducerRecord<byte[], byte[]> record) {
    try {
      producer.send(record).get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
