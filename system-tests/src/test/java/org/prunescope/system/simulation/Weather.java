package org.prunescope.system.simulation;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

/**
 * How bad a schedule is. Each draws its own: some faults are common in it, others rare or absent,
 * so that schedules differ in kind and not only in order.
 */
final class Weather {
  /** What happens from outside, between two steps of the processes. */
  private static final List<Fault> OUTSIDE =
      List.of(
          Fault.KILL,
          Fault.JOIN,
          Fault.LEAVE,
          Fault.MOVE,
          Fault.MOVE_UNNOTICED,
          Fault.REWIND,
          Fault.LOSE_CHECKPOINT,
          Fault.CUT_RELAY,
          Fault.CANCEL,
          Fault.RESUME,
          Fault.REDRIVE);

  private final SplittableRandom random;
  private final Map<Fault, Integer> weights = new EnumMap<>(Fault.class);
  private final int steps;
  private final int faultsPerThousandSteps;
  private final int environments;
  private @Nullable RunId poisonedRun;
  private @Nullable Position poisonedTarget;
  private boolean calm;

  private Weather(
      SplittableRandom random, int steps, int faultsPerThousandSteps, int environments) {
    this.random = random;
    this.steps = steps;
    this.faultsPerThousandSteps = faultsPerThousandSteps;
    this.environments = environments;
  }

  /** Nothing goes wrong. */
  static Weather fair(SplittableRandom random) {
    return new Weather(random, 0, 0, 1);
  }

  /** Draws one. */
  static Weather drawn(PlannedExperiment experiment, SplittableRandom random) {
    Weather weather =
        new Weather(
            random,
            random.nextInt(200, 6000),
            random.nextInt(2, 60),
            random.nextInt(4) == 0 ? 2 : 1);
    for (Fault fault : Fault.values()) {
      weather.weights.put(fault, random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(20));
    }
    if (random.nextInt(8) != 0) {
      weather.weights.put(Fault.LOSE_CHECKPOINT, 0);
    }
    if (random.nextInt(4) == 0) {
      weather.poison(experiment);
    }
    return weather;
  }

  private void poison(PlannedExperiment experiment) {
    RunId run = experiment.runs().get(random.nextInt(experiment.runs().size()));
    List<Position> ends = experiment.variant(run).segmentEnds();
    if (!ends.isEmpty()) {
      poisonedRun = run;
      poisonedTarget = ends.get(random.nextInt(ends.size()));
    }
  }

  /** For how many steps things go wrong. */
  int steps() {
    return steps;
  }

  /** Numeric environments among the trainers, 1 or 2. */
  int environments() {
    return environments;
  }

  /** Whether something happens before the next step. */
  boolean strikes() {
    return random.nextInt(1000) < faultsPerThousandSteps && !calm && allWeights() > 0;
  }

  /** What happens from outside. */
  Fault next() {
    int point = random.nextInt(allWeights());
    for (Fault fault : OUTSIDE) {
      point -= weight(fault);
      if (point < 0) {
        return fault;
      }
    }
    throw new AssertionError();
  }

  /**
   * Whether this happens to what a process is just doing.
   *
   * @param rarity of one with the weight 1
   */
  boolean strikes(Fault fault, int rarity) {
    return !calm && random.nextInt(rarity) < weight(fault);
  }

  /** Whether training this segment kills the process. */
  boolean isPoison(SegmentRequested segment) {
    return segment.run().equals(poisonedRun) && segment.target().equals(poisonedTarget);
  }

  /** Nothing goes wrong any more, but what is in a segment itself. */
  void calmDown() {
    calm = true;
  }

  /** No segment kills anybody any more. */
  void cure() {
    poisonedRun = null;
  }

  private int allWeights() {
    return OUTSIDE.stream().mapToInt(this::weight).sum();
  }

  private int weight(Fault fault) {
    return weights.getOrDefault(fault, 0);
  }
}
