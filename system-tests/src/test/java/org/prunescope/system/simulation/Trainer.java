package org.prunescope.system.simulation;

import static org.prunescope.system.simulation.Promises.require;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.trainer.messaging.Hand;
import org.prunescope.trainer.messaging.Starts;
import org.prunescope.trainer.messaging.Work;

/**
 * A trainer around {@link Hand} and {@link Starts}: one segment per partition in hand, its start
 * committed before it begins, its offset after its answer is published.
 */
final class Trainer implements Member {
  private final World world;
  private final Service service;
  private final Offsets offsets;
  private final Recorded recorded;
  private final int environment;
  private final Hand hand;
  private final TreeMap<Integer, Integer> positions = new TreeMap<>();
  private final Map<Integer, @Nullable OffsetAndMetadata> committed = new HashMap<>();
  private final List<SegmentInWork> begun = new ArrayList<>();

  Trainer(World world, Service service, Offsets offsets, Recorded recorded) {
    this.world = world;
    this.service = service;
    this.offsets = offsets;
    this.recorded = recorded;
    this.environment = world.random().nextInt(world.weather().environments());
    this.hand = new Hand(1 + world.random().nextInt(2));
  }

  @Override
  public void assigned(int partition) {
    lost(partition);
    positions.put(partition, offsets.next(partition));
  }

  @Override
  public void revoked(int partition) {
    hand.drop(topicPartition(partition)).ifPresent(this::giveBack);
    forget(partition);
  }

  @Override
  public void offer(List<Runnable> steps) {
    List<TopicPartition> inHand = hand.partitions();
    for (Map.Entry<Integer, Integer> entry : positions.entrySet()) {
      int partition = entry.getKey();
      if (!service.owns(this, partition)) {
        steps.add(() -> lost(partition));
      } else if (!inHand.contains(topicPartition(partition))
          && world.kafka().segments().has(partition, entry.getValue())) {
        steps.add(() -> take(partition));
      }
    }
    Optional<Work> next = hand.next();
    next.ifPresent(work -> steps.add(() -> begin(work)));
    for (SegmentInWork segment : begun) {
      steps.add(() -> step(segment));
    }
  }

  private void take(int partition) {
    int offset = positions.merge(partition, 1, Integer::sum) - 1;
    if (!committed.containsKey(partition)) {
      committed.put(partition, offsets.committed(partition));
    }
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            world.kafka().segments().name(), partition, offset, new byte[0], new byte[0]);
    hand.take(new Work(record, Starts.of(offset, committed.get(partition))));
  }

  private void begin(Work work) {
    if (!commit(work, work.earlierStarts().plusOne().at(work.offset()))) {
      return;
    }
    int partition = work.partition().partition();
    SegmentRequested segment = world.kafka().segments().at(partition, (int) work.offset());
    if (work.earlierStarts().areTooMany()) {
      requireDeadly(segment, partition, work.offset());
    }
    world.ledger().begun(partition, work.offset());
    hand.begin(work);
    begun.add(new SegmentInWork(world, recorded, environment, work, segment));
  }

  /** Only what has killed processes is given up; not what was beside it. */
  private void requireDeadly(SegmentRequested segment, int partition, long offset) {
    require(world.ledger().isDeadly(partition, offset), "is given up too early", segment);
    require(
        world.weather().isPoison(segment) || world.ledger().hasUnexplainedEnds(),
        "is given up for another's sake",
        segment);
  }

  private void step(SegmentInWork segment) {
    Work work = segment.work();
    switch (segment.step()) {
      case TRAINING_ENDED -> hand.trained(work);
      case WAITING -> {}
      case ENDED_EARLY -> {
        hand.end(work);
        begun.remove(segment);
      }
      case ANSWERED -> {
        hand.end(work);
        if (!hand.holds(work)) {
          begun.remove(segment);
        } else if (commit(work, new OffsetAndMetadata(work.offset() + 1))) {
          hand.release(work);
          begun.remove(segment);
        }
      }
    }
  }

  private void giveBack(Work work) {
    if (commit(work, Starts.NONE.at(work.offset()))) {
      world.ledger().endedInOrder(work.partition().partition(), work.offset());
    }
  }

  private boolean commit(Work work, OffsetAndMetadata offset) {
    int partition = work.partition().partition();
    boolean isDone = offsets.commit(this, partition, offset);
    world
        .trace()
        .say(
            () ->
                "trainer %s %d of partition %d %s"
                    .formatted(
                        isDone ? "commits" : "cannot commit",
                        offset.offset(),
                        partition,
                        offset.metadata()));
    if (isDone) {
      committed.put(partition, offset);
    }
    return isDone;
  }

  private void lost(int partition) {
    hand.drop(topicPartition(partition));
    forget(partition);
  }

  private void forget(int partition) {
    positions.remove(partition);
    committed.remove(partition);
  }

  private TopicPartition topicPartition(int partition) {
    return new TopicPartition(world.kafka().segments().name(), partition);
  }
}
