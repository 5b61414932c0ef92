package org.prunescope.gateway.infrastructure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;

/** What is on a topic, read and written by the tests themselves. */
public final class Records {
  private Records() {}

  /** A record, with its headers as text; no value is read as an empty one. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Received(int partition, String key, byte[] value, Map<String, String> headers) {}

  /** What is on the topic of a run now, partition by partition. */
  public static <T> List<T> of(RunId run, String bootstrapServers, String topic, Class<T> type) {
    return all(bootstrapServers, topic).stream()
        .filter(record -> record.key().equals(run.text()))
        .map(record -> Json.read(record.value(), type))
        .toList();
  }

  /** Everything that is on the topic now, partition by partition. */
  public static List<Received> all(String bootstrapServers, String topic) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    List<Received> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(
                record -> {
                  Map<String, String> headers = new HashMap<>();
                  record
                      .headers()
                      .forEach(
                          header ->
                              headers.put(
                                  header.key(),
                                  new String(header.value(), StandardCharsets.UTF_8)));
                  records.add(
                      new Received(
                          record.partition(),
                          record.key(),
                          record.value() == null ? new byte[0] : record.value(),
                          headers));
                });
      }
    }
    return records;
  }

  /** Puts a record on a partition and returns when it is there. */
  public static void send(
      String bootstrapServers, String topic, int partition, String key, byte @Nullable [] value)
      throws InterruptedException, ExecutionException {
    Map<String, Object> settings =
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, partition, key, value)).get();
    }
  }
}
