package org.prunescope.metrics.service;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.MeasurementRequested;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.topic.Topics;

/** The other side of the service's topics. */
final class TestTopics implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final String DEAD_LETTERS = Topics.METRICS_GROUP + Topics.DEAD_LETTER_SUFFIX;

  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> consumer;
  private final List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();

  TestTopics(String bootstrap) {
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap),
            new StringSerializer(),
            new ByteArraySerializer());
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        new ArrayList<>(
            IntStream.range(0, KafkaAndPostgres.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Topics.MEASUREMENTS, partition))
                .toList());
    partitions.add(new TopicPartition(DEAD_LETTERS, 0));
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  void publish(CheckpointEvent event, int partition) {
    publish(event.run().text(), Json.writeEvent(event), partition);
  }

  void publish(MeasurementRequested request, int partition) {
    publish(Topics.MEASUREMENT_REQUESTS, request.run().text(), Json.writeEvent(request), partition);
  }

  void publish(String key, byte @Nullable [] value, int partition) {
    publish(Topics.CHECKPOINTS, key, value, partition);
  }

  void publish(String topic, String key, byte @Nullable [] value, int partition) {
    try {
      producer.send(new ProducerRecord<>(topic, partition, key, value)).get();
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** All answers of the experiment, once there are as many. */
  List<ConsumerRecord<String, byte[]>> answers(String experiment, int count) {
    return records(Topics.MEASUREMENTS, experiment + "/", count);
  }

  /** What was set aside with such keys, once it is as many. */
  List<ConsumerRecord<String, byte[]>> deadLetters(String key, int count) {
    return records(DEAD_LETTERS, key, count);
  }

  static MeasurementEvent measurement(ConsumerRecord<String, byte[]> record) {
    return Json.read(record.value(), MeasurementEvent.class);
  }

  private List<ConsumerRecord<String, byte[]>> records(String topic, String key, int count) {
    await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .until(
            () -> {
              consumer.poll(POLL).forEach(seen::add);
              return matching(topic, key).size() >= count;
            });
    return matching(topic, key);
  }

  private List<ConsumerRecord<String, byte[]>> matching(String topic, String key) {
    return seen.stream()
        .filter(record -> record.topic().equals(topic) && record.key().startsWith(key))
        .toList();
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
