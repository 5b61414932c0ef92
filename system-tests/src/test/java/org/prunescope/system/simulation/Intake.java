package org.prunescope.system.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How one process takes in a topic, one record at a time. Records are acknowledged when they have
 * been handled, and what is acknowledged is committed some time later.
 */
final class Intake<T> {
  private final Member member;
  private final Service service;
  private final Topic<T> topic;
  private final Offsets offsets;
  private final Handler<T> handler;
  private final TreeMap<Integer, Integer> positions = new TreeMap<>();
  private final TreeMap<Integer, Integer> acknowledged = new TreeMap<>();
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

  Intake(
      Member member, Service service, Topic<T> topic, Offsets offsets, Handler<T> handler) {
    this.member = member;
    this.service = service;
    this.topic = topic;
    this.offsets = offsets;
    this.handler = handler;
  }

  void assigned(int partition) {
    positions.put(partition, offsets.next(partition));
    acknowledged.remove(partition);
  }

  /** What is in hand is finished all the same, and is not committed. */
  void revoked(int partition) {
    commit(partition);
    forget(partition);
  }

  void offer(List<Runnable> steps) {
    for (int partition : new ArrayList<>(positions.keySet())) {
      if (!service.owns(member, partition)) {
        steps.add(() -> forget(partition));
      } else if (inHand == null && topic.has(partition, positions.get(partition))) {
        steps.add(() -> take(partition));
      }
    }
    if (inHand != null) {
      steps.add(this::handle);
    }
    for (int partition : new ArrayList<>(acknowledged.keySet())) {
      steps.add(() -> commit(partition));
    }
  }

  private void take(int partition) {
    int offset = positions.merge(partition, 1, Integer::sum) - 1;
    inHand =
        new InHand(
            partition, offset, handler.begin(topic.at(partition, offset), partition, offset));
  }

  private void handle() {
    InHand current = inHand;
    if (current != null && current.handling().step()) {
      inHand = null;
      Integer position = positions.get(current.partition());
      if (position != null && position == current.offset() + 1) {
        acknowledged.put(current.partition(), position);
      }
    }
  }

  private void commit(int partition) {
    Integer next = acknowledged.remove(partition);
    if (next != null) {
      offsets.commit(member, partition, next);
    }
  }

  private void forget(int partition) {
    positions.remove(partition);
    acknowledged.remove(partition);
  }
}
