package org.prunescope.system;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** What the broker knows of the consumer groups. */
public final class Groups implements AutoCloseable {
  private final Admin admin;

  public Groups(String bootstrapServers) {
    admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** How many processes the broker counts in. */
  public int members(String group) {
    return get(admin
            .describeConsumerGroups(List.of(group))
            .describedGroups()
            .values()
            .iterator()
            .next())
        .members()
        .size();
  }

  public Map<TopicPartition, OffsetAndMetadata> committed(String group) {
    return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
  }

  /**
   * Records that a group has not finished yet, of the topics of which it has ever finished any.
   *
   * @param ends offset after the last record of each partition: what follows it are marks of
   *     transactions, which nobody has to finish
   */
  public long lag(String group, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, OffsetAndMetadata> committed = committed(group);
    Set<String> topics =
        committed.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
    return ends.entrySet().stream()
        .filter(end -> topics.contains(end.getKey().topic()))
        .mapToLong(
            end -> {
              OffsetAndMetadata done = committed.get(end.getKey());
              return Math.max(0, end.getValue() - (done == null ? 0 : done.offset()));
            })
        .sum();
  }

  /** Everything that a group without members has finished since then comes to it again. */
  public void rewind(String group, Map<TopicPartition, OffsetAndMetadata> then) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    committed(group)
        .forEach(
            (partition, now) ->
                offsets.put(partition, then.getOrDefault(partition, new OffsetAndMetadata(0))));
    get(admin.alterConsumerGroupOffsets(group, offsets).all());
  }

  @Override
  public void close() {
    admin.close();
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
