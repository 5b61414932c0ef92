package org.prunescope.benchmarks.assignment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;

/**
 * A plan as trainers meet it: chains of segments, and which chains wait for which segment.
 *
 * @param chains one for each run, in the plan's order: no branch before its trunk
 */
record Workload(List<Chain> chains) {
  Workload {
    chains = List.copyOf(chains);
  }

  /**
   * One run.
   *
   * @param waits whether it begins with a segment of its trunk; else at once
   * @param segments in order; a trunk has at least one, a branch that is only masked none
   */
  record Chain(boolean waits, List<Segment> segments) {
    Chain {
      segments = List.copyOf(segments);
      if (segments.isEmpty() && !waits) {
        throw new IllegalArgumentException("a trunk has at least one segment");
      }
    }
  }

  /**
   * One segment.
   *
   * @param seconds that a trainer takes for it, at least 0
   * @param branches indices of the chains that its end releases
   */
  record Segment(double seconds, List<Integer> branches) {
    Segment {
      branches = List.copyOf(branches);
    }
  }

  /** What the runs of this plan are to the trainers. */
  static Workload of(Plan plan, SegmentTimes times) {
    List<PlannedRun> runs = plan.runs();
    Map<RunId, Map<Position, List<Integer>>> branches = new HashMap<>();
    for (int run = 0; run < runs.size(); run++) {
      Variant variant = plan.variant(runs.get(run).variant());
      Fork fork = variant.fork();
      if (fork != null && !variant.segmentEnds().isEmpty()) {
        branches
            .computeIfAbsent(trunk(plan, fork, runs.get(run)), trunk -> new HashMap<>())
            .computeIfAbsent(fork.at(), at -> new ArrayList<>())
            .add(run);
      }
    }
    return new Workload(
        runs.stream()
            .map(
                run ->
                    chain(
                        plan.variant(run.variant()),
                        plan.dataSet().trainSamples(),
                        branches.getOrDefault(plan.id(run), Map.of()),
                        times))
            .toList());
  }

  /** Seconds of all segments together, at least 0. */
  double totalSeconds() {
    return chains.stream()
        .flatMap(chain -> chain.segments().stream())
        .mapToDouble(Segment::seconds)
        .sum();
  }

  /** Seconds from a trunk's first segment to the last of its last branch, on trainers enough. */
  double longestChainSeconds() {
    double[] starts = new double[chains.size()];
    double longest = 0;
    for (int chain = 0; chain < chains.size(); chain++) {
      double end = starts[chain];
      for (Segment segment : chains.get(chain).segments()) {
        end += segment.seconds();
        for (int branch : segment.branches()) {
          starts[branch] = end;
        }
      }
      longest = Math.max(longest, end);
    }
    return longest;
  }

  /**
   * A time that no assignment can beat: the larger of the work's even share and the longest chain.
   *
   * @param trainers at least 1
   */
  double idealSeconds(int trainers) {
    return Math.max(totalSeconds() / trainers, longestChainSeconds());
  }

  private static RunId trunk(Plan plan, Fork fork, PlannedRun branch) {
    return new RunId(plan.experiment(), fork.trunk(), branch.seed());
  }

  private static Chain chain(
      Variant variant,
      int trainSamples,
      Map<Position, List<Integer>> branches,
      SegmentTimes times) {
    Fork fork = variant.fork();
    @Nullable Position from = fork == null ? null : fork.at();
    List<Segment> segments = new ArrayList<>();
    for (Position end : variant.segmentEnds()) {
      boolean goesOn = from != null && from.phase() == end.phase();
      int updates = end.step() - (goesOn ? Objects.requireNonNull(from).step() : 0);
      segments.add(
          new Segment(
              times.seconds(variant.phases().get(end.phase()), updates, trainSamples),
              branches.getOrDefault(end, List.of())));
      from = end;
    }
    return new Chain(fork != null, segments);
  }
}
