package org.prunescope.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.topic.Topics;

class KafkaNodeTest {
  private static final TopicPartition PARTITION = new TopicPartition(Topics.CHECKPOINTS, 1);

  @TempDir Path folder;

  @Test
  void whatItWasGivenIsThereAfterItsPortsHaveChanged() throws Exception {
    try (KafkaNode node = KafkaNode.withTopics(folder.resolve("kafka"), 2, Map.of())) {
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", node.bootstrapServers()),
              new StringSerializer(),
              new StringSerializer())) {
        producer
            .send(new ProducerRecord<>(PARTITION.topic(), PARTITION.partition(), "k", "v"))
            .get();
      }
    }
    try (KafkaNode again = KafkaNode.onFreePorts(folder.resolve("kafka"), Map.of())) {
      again.start();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", again.bootstrapServers()))) {
        assertThat(admin.listTopics().names().get())
            .containsAll(Topics.PARTITIONED)
            .containsAll(Topics.DEAD_LETTERS);
        long end =
            admin
                .listOffsets(Map.of(PARTITION, OffsetSpec.latest()))
                .partitionResult(PARTITION)
                .get()
                .offset();
        assertThat(end).isEqualTo(1);
      }
    }
  }

  @Test
  void aFolderThatCannotBeFormattedIsNamed() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    try (KafkaNode node = KafkaNode.onFreePorts(file.resolve("kafka"), Map.of())) {
      assertThatThrownBy(node::start).isInstanceOf(IOException.class).hasMessageContaining("file");
    }
  }
}
