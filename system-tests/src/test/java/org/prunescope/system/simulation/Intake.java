package org.prunescope.system.simulation;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one process takes in a topic, one record at a time. Records are acknowledged when they have
 * been handled, and what is acknowledged is committed some time later.
 */
final class Intake<T> {
  private static final int NONE = -1;

  private final Member member;
  private final Service service;
  private final Topic<T> topic;
  private final Offsets offsets;
  private final Handler<T> handler;
  private final int[] positions = new int[PlannedExperiment.PARTITIONS];
  private final int[] acknowledged = new int[PlannedExperiment.PARTITIONS];
  private @Nullable InHand inHand;

  /** What is done with a record. */
  @FunctionalInterface
  interface Handler<T> {
    Handling begin(T event, int partition, int offset);
  }

  /** The handling of one record. */
  @FunctionalInterface
  interface Handling {
    /** Does the next thing; says whether it was the last. */
    boolean step();
  }

  private record InHand(int partition, int offset, Handling handling) {}

  Intake(Member member, Service service, Topic<T> topic, Offsets offsets, Handler<T> handler) {
    this.member = member;
    this.service = service;
    this.topic = topic;
    this.offsets = offsets;
    this.handler = handler;
    Arrays.fill(positions, NONE);
    Arrays.fill(acknowledged, NONE);
  }

  void assigned(int partition) {
    positions[partition] = offsets.next(partition);
    acknowledged[partition] = NONE;
  }

  /** What is in hand is finished all the same, and is not committed. */
  void revoked(int partition) {
    commit(partition);
    forget(partition);
  }

  void offer(List<Runnable> steps) {
    for (int i = 0; i < positions.length; i++) {
      int partition = i;
      if (positions[partition] != NONE) {
        if (!service.owns(member, partition)) {
          steps.add(() -> forget(partition));
        } else if (inHand == null && topic.has(partition, positions[partition])) {
          steps.add(() -> take(partition));
        }
      }
      if (acknowledged[partition] != NONE) {
        steps.add(() -> commit(partition));
      }
    }
    if (inHand != null) {
      steps.add(this::handle);
    }
  }

  private void take(int partition) {
    int offset = positions[partition]++;
    inHand =
        new InHand(
            partition, offset, handler.begin(topic.at(partition, offset), partition, offset));
  }

  private void handle() {
    InHand current = inHand;
    if (current != null && current.handling().step()) {
      inHand = null;
      if (positions[current.partition()] == current.offset() + 1) {
        acknowledged[current.partition()] = current.offset() + 1;
      }
    }
  }

  private void commit(int partition) {
    if (acknowledged[partition] != NONE) {
      offsets.commit(member, partition, acknowledged[partition]);
      acknowledged[partition] = NONE;
    }
  }

  private void forget(int partition) {
    positions[partition] = NONE;
    acknowledged[partition] = NONE;
  }
}
