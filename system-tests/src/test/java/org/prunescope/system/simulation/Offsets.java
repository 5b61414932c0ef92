package org.prunescope.system.simulation;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/** How far a service has come on one topic. */
final class Offsets {
  private final Service service;
  private final @Nullable OffsetAndMetadata[] committed;

  /** What comes before is not there any more. */
  private final int[] begins;

  Offsets(Service service, int partitions) {
    this.service = service;
    this.committed = new OffsetAndMetadata[partitions];
    this.begins = new int[partitions];
  }

  /** Of the record that is read next by whoever begins here. */
  int next(int partition) {
    OffsetAndMetadata offset = committed[partition];
    return offset == null ? 0 : (int) offset.offset();
  }

  @Nullable OffsetAndMetadata committed(int partition) {
    return committed[partition];
  }

  /** Commits, unless the partition is no longer the member's. */
  boolean commit(Member member, int partition, OffsetAndMetadata offset) {
    if (!service.owns(member, partition)) {
      return false;
    }
    committed[partition] = offset;
    return true;
  }

  boolean commit(Member member, int partition, int next) {
    return commit(member, partition, new OffsetAndMetadata(next));
  }

  /** Everything before this offset is lost. */
  void lose(int partition, int end) {
    begins[partition] = end;
    committed[partition] = new OffsetAndMetadata(end);
  }

  /** What was read comes again. */
  void rewind(int partition, int by) {
    committed[partition] = new OffsetAndMetadata(Math.max(begins[partition], next(partition) - by));
  }
}
