package org.prunescope.pruner.messaging;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * A value on its way out, with the partition that the plan gives its run.
 *
 * @param value null only where a dead letter had none
 */
record Routed(int partition, byte @Nullable [] value) {
  static final Serializer<Routed> SERIALIZER = (topic, routed) -> routed.value();

  static final StreamPartitioner<byte[], Routed> PARTITIONER =
      (topic, key, routed, partitions) -> Optional.of(Set.of(routed.partition()));
}
