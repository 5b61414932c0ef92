package org.prunescope.contract.topic;

import java.util.List;

/** The topics of the loop. All but the dead-letter topics have the same number of partitions. */
public final class Topics {
  /** {@code RunCommand}, by run: from the gateway, and from the pruner for forks; to the pruner. */
  public static final String RUN_COMMANDS = "run-commands";

  /** {@code SegmentRequested}, by run: from the pruner alone; to the trainers. */
  public static final String TRAINING_SEGMENTS = "training-segments";

  /** {@code CheckpointEvent}, by run: from trainers and pruner; to pruner, metrics, gateway. */
  public static final String CHECKPOINTS = "checkpoints";

  /** {@code RunProgress}, by run, compacted: from the pruner alone; to the gateway. */
  public static final String RUN_PROGRESS = "run-progress";

  /** {@code TrainingMetrics}, by run, kept a day: from the trainers; to the gateway's page. */
  public static final String TRAINING_METRICS = "training-metrics";

  /** {@code MeasurementEvent}, by run: from metrics; to the gateway. */
  public static final String MEASUREMENTS = "measurements";

  /** {@code MeasurementRequested}, by run: from the gateway; to metrics. */
  public static final String MEASUREMENT_REQUESTS = "measurement-requests";

  /** {@code ExperimentDeleted}, by experiment: from the gateway; to metrics. */
  public static final String EXPERIMENT_DELETIONS = "experiment-deletions";

  /** What a consumer could not read goes to its group's name with this ending. */
  public static final String DEAD_LETTER_SUFFIX = "-dlq";

  /** Every topic with equal partition counts. */
  public static final List<String> PARTITIONED =
      List.of(
          RUN_COMMANDS,
          TRAINING_SEGMENTS,
          CHECKPOINTS,
          RUN_PROGRESS,
          TRAINING_METRICS,
          MEASUREMENTS,
          MEASUREMENT_REQUESTS,
          EXPERIMENT_DELETIONS);

  /** Consumer groups (and Streams application), which also name the dead-letter topics. */
  public static final String PRUNER_GROUP = "pruner";

  public static final String TRAINER_GROUP = "trainer";
  public static final String METRICS_GROUP = "metrics";
  public static final String GATEWAY_GROUP = "gateway";

  /** One dead-letter topic per consumer, one partition each: {@code GROUP-dlq}. */
  public static final List<String> DEAD_LETTERS =
      List.of(
          PRUNER_GROUP + DEAD_LETTER_SUFFIX,
          TRAINER_GROUP + DEAD_LETTER_SUFFIX,
          METRICS_GROUP + DEAD_LETTER_SUFFIX,
          GATEWAY_GROUP + DEAD_LETTER_SUFFIX);

  private Topics() {}
}
