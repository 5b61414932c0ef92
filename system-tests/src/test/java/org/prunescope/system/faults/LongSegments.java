package org.prunescope.system.faults;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.core.ConditionFactory;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.topic.Topics;
import org.prunescope.system.Groups;
import org.prunescope.trainer.messaging.Starts;

/** Segments that take a second or more, so that something can be done to them while they train. */
final class LongSegments implements AutoCloseable {
  private static final int UPDATES_PER_EPOCH = 4;
  private static final int LAST_STEP = 200;

  private final FaultStack stack;
  private final Groups groups;

  LongSegments(FaultStack stack) {
    this.stack = stack;
    this.groups = new Groups(stack.stack().bootstrapServers());
  }

  /** An experiment with one such segment at the end of each dense run. */
  static ObjectNode request() {
    ObjectNode request = FaultStack.request();
    ((ObjectNode) request.at("/objectives/0/training"))
        .put("epochs", LAST_STEP / UPDATES_PER_EPOCH);
    request.put("segmentSteps", 1000);
    return request;
  }

  /** Returns a long segment of a dense run as soon as it trains. */
  SegmentRequested awaitBegun(ExperimentId id) {
    return soon()
        .until(
            () ->
                stack.tape().of(id).segments().stream()
                    .filter(segment -> segment.target().step() == LAST_STEP)
                    .filter(segment -> segment.run().variant().value().contains("dense"))
                    .filter(segment -> starts(segment) > 0)
                    .findFirst(),
            found -> found.isPresent())
        .orElseThrow();
  }

  /** Returns as soon as a segment was begun so many times without an end. */
  void awaitStarts(SegmentRequested segment, int times) {
    soon().until(() -> starts(segment) == times);
  }

  /** How often a segment was begun without an end, by what the trainers have committed. */
  private int starts(SegmentRequested segment) {
    TopicPartition partition = stack.tape().place(segment).partition();
    OffsetAndMetadata committed = groups.committed(Topics.TRAINER_GROUP).get(partition);
    return Starts.of(stack.tape().place(segment).offset(), committed).count();
  }

  private static ConditionFactory soon() {
    return await().atMost(FaultStack.PATIENCE).pollInterval(Duration.ofMillis(5));
  }

  @Override
  public void close() {
    groups.close();
  }
}
