package org.prunescope.pruner.decision;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.position.Stage;

/** What the plan says about one run. */
public sealed interface RunPlan {
  RunId run();

  ArtifactRef ref();

  /** Runs that begin from this run's checkpoints; empty where the plan cannot be read. */
  List<Branch> branches();

  /**
   * A run that begins from another run's checkpoint.
   *
   * @param fork the trunk's position that it begins from
   * @param partition of all its events
   */
  record Branch(RunId run, Position fork, int partition) {}

  /**
   * The plan is there.
   *
   * @param partition of all the run's events
   */
  record Known(RunId run, ArtifactRef ref, Variant variant, int partition, List<Branch> branches)
      implements RunPlan {
    public Known {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(ref, "ref");
      Objects.requireNonNull(variant, "variant");
      branches = List.copyOf(branches);
    }

    boolean isBranch() {
      return variant.fork() != null;
    }

    boolean forksAt(Position position) {
      return variant.fork() != null && variant.fork().at().equals(position);
    }

    Optional<MaskEvent> maskAt(Position position) {
      return position.stage() == Stage.TRAINED ? variant.maskAfter(position) : Optional.empty();
    }

    /** The end of the segment that begins here, or of the run's first; empty after the last. */
    Optional<Position> segmentEndAfter(@Nullable Position position) {
      return position == null
          ? Optional.of(variant.segmentEnds().getFirst())
          : variant.segmentEndAfter(position);
    }
  }

  /** The plan cannot be read, so no run of it can go on. */
  record Unreadable(RunId run, ArtifactRef ref, Failure failure) implements RunPlan {
    public Unreadable {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(ref, "ref");
      Objects.requireNonNull(failure, "failure");
    }

    @Override
    public List<Branch> branches() {
      return List.of();
    }
  }

  /**
   * The run's part of its plan; empty where the plan has no such run. Where it contradicts itself,
   * so that a mask would be left out or a phase would not be begun, it is {@link Unreadable}.
   */
  static Optional<RunPlan> of(Plan plan, ArtifactRef ref, RunId run) {
    return plan.planned(run)
        .map(
            planned -> {
              Variant variant = plan.variant(run.variant());
              Optional<String> problem = problem(variant);
              if (problem.isPresent()) {
                return unreadable(ref, run, problem.get());
              }
              List<Branch> branches =
                  plan.branches(variant.id()).stream()
                      .flatMap(branch -> branch(plan, branch, run.seed()).stream())
                      .toList();
              return new Known(run, ref, variant, planned.partition(), branches);
            });
  }

  /** The plan is missing, damaged, or contradicts itself. */
  static RunPlan unreadable(ArtifactRef ref, RunId run, @Nullable String problem) {
    return new Unreadable(
        run, ref, new Failure(FailureReason.ARTIFACT_UNREADABLE, "plan: " + problem));
  }

  private static Optional<String> problem(Variant variant) {
    Position fork = variant.fork() == null ? null : variant.fork().at();
    for (MaskEvent mask : variant.masks()) {
      Position trained = Position.trained(mask.at().phase(), mask.at().step());
      boolean isShared = fork != null && !mask.at().isAfter(fork);
      if (!isShared && !trained.equals(fork) && !variant.segmentEnds().contains(trained)) {
        return Optional.of(
            "no segment of %s ends at its mask %s".formatted(variant.id(), mask.at()));
      }
    }
    int phase = fork == null ? -1 : fork.phase();
    for (Position end : variant.segmentEnds()) {
      if (end.phase() != phase && end.step() != 0) {
        return Optional.of("%s has no beginning of phase %d".formatted(variant.id(), end.phase()));
      }
      phase = end.phase();
    }
    return Optional.empty();
  }

  private static Optional<Branch> branch(Plan plan, Variant variant, long seed) {
    Fork fork = Objects.requireNonNull(variant.fork());
    RunId run = new RunId(plan.experiment(), variant.id(), seed);
    return plan.planned(run).map(planned -> new Branch(run, fork.at(), planned.partition()));
  }
}
