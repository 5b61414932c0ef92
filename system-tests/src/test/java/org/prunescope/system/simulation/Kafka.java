package org.prunescope.system.simulation;

import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.topic.Topics;

/** The topics between the services; what is lost of one is still there for who examines it. */
record Kafka(
    Topic<RunCommand> commands,
    Topic<SegmentRequested> segments,
    Topic<CheckpointEvent> checkpoints,
    Topic<RunProgress> progress,
    Topic<MeasurementEvent> measurements) {
  /** What becomes of events on their way: the same in every schedule. */
  private static final Once<RunCommand, RunCommand> COMMANDS = Topic.carried(RunCommand.class);

  private static final Once<SegmentRequested, SegmentRequested> SEGMENTS =
      Topic.carried(SegmentRequested.class);
  private static final Once<CheckpointEvent, CheckpointEvent> CHECKPOINTS =
      Topic.carried(CheckpointEvent.class);
  private static final Once<RunProgress, RunProgress> PROGRESS = Topic.carried(RunProgress.class);
  private static final Once<MeasurementEvent, MeasurementEvent> MEASUREMENTS =
      Topic.carried(MeasurementEvent.class);

  static Kafka empty(int partitions) {
    return new Kafka(
        new Topic<>(Topics.RUN_COMMANDS, partitions, COMMANDS),
        new Topic<>(Topics.TRAINING_SEGMENTS, partitions, SEGMENTS),
        new Topic<>(Topics.CHECKPOINTS, partitions, CHECKPOINTS),
        new Topic<>(Topics.RUN_PROGRESS, partitions, PROGRESS),
        new Topic<>(Topics.MEASUREMENTS, partitions, MEASUREMENTS));
  }
}
