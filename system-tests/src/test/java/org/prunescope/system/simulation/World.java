package org.prunescope.system.simulation;

import java.util.SplittableRandom;

/** What the processes of one schedule share. */
record World(
    PlannedExperiment experiment,
    SplittableRandom random,
    Weather weather,
    Kafka kafka,
    Artifacts artifacts,
    Ledger ledger,
    Trace trace) {
  /** A world in which nothing has been asked for yet. */
  static World begin(
      PlannedExperiment experiment, SplittableRandom random, Weather weather, Trace trace) {
    return new World(
        experiment,
        random,
        weather,
        Kafka.empty(PlannedExperiment.PARTITIONS),
        new Artifacts(),
        new Ledger(),
        trace);
  }
}
