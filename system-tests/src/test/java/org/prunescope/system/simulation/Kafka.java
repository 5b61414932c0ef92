package org.prunescope.system.simulation;

import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.topic.Topics;

/** The topics between the services; none is ever shortened. */
record Kafka(
    Topic<RunCommand> commands,
    Topic<SegmentRequested> segments,
    Topic<CheckpointEvent> checkpoints,
    Topic<RunProgress> progress,
    Topic<MeasurementEvent> measurements) {
  static Kafka empty(int partitions) {
    return new Kafka(
        new Topic<>(Topics.RUN_COMMANDS, RunCommand.class, partitions),
        new Topic<>(Topics.TRAINING_SEGMENTS, SegmentRequested.class, partitions),
        new Topic<>(Topics.CHECKPOINTS, CheckpointEvent.class, partitions),
        new Topic<>(Topics.RUN_PROGRESS, RunProgress.class, partitions),
        new Topic<>(Topics.MEASUREMENTS, MeasurementEvent.class, partitions));
  }
}
