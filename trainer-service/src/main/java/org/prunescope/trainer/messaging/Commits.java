package org.prunescope.trainer.messaging;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The committed offsets of the partitions that are ours. For the poll thread alone. */
final class Commits {
  private static final Logger LOG = Logger.getLogger(Commits.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, @Nullable OffsetAndMetadata> committed = new HashMap<>();

  Commits(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /**
   * How often the segment at an offset was begun without coming to an orderly end.
   *
   * @return empty where that cannot be known now; it can be asked again after the next poll
   */
  Optional<Starts> earlierStarts(TopicPartition partition, long offset) {
    if (!committed.containsKey(partition)) {
      try {
        committed.put(partition, consumer.committed(Set.of(partition), TIMEOUT).get(partition));
      } catch (WakeupException
          | RetriableException
          | UnknownMemberIdException
          | StaleMemberEpochException e) {
        // Of a process that stood still beyond its session too: the next polls bring it back in.
        return Optional.empty();
      }
    }
    return Optional.of(Starts.of(offset, committed.get(partition)));
  }

  /** {@link #commit(Map)} of one partition. */
  boolean commit(TopicPartition partition, OffsetAndMetadata offset) {
    return commit(Map.of(partition, offset));
  }

  /**
   * Commits where that is possible now.
   *
   * @return whether it is done; if not, it can be tried again after the next poll
   */
  boolean commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    while (true) {
      try {
        consumer.commitSync(offsets, TIMEOUT);
        committed.putAll(offsets);
        return true;
      } catch (WakeupException e) {
        // Meant for the poll, which sees for itself that a worker has ended.
      } catch (RetriableException | CommitFailedException e) {
        LOG.warnf("cannot commit offsets=%s: %s", offsets, e);
        return false;
      }
    }
  }

  /** Others may commit for these partitions from now on. */
  void forget(Collection<TopicPartition> partitions) {
    committed.keySet().removeAll(partitions);
  }
}
