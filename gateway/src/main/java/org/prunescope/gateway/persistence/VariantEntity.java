package org.prunescope.gateway.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.gateway.algorithm.estimate.TrainingCost;

/** What the projection needs to know of a variant. */
@Entity
@Table(name = "variant")
@SuppressWarnings("NullAway.Init")
class VariantEntity {
  @Id String id;
  String experiment;
  String name;
  int ordinal;

  @Column(name = "phase_updates")
  List<Integer> phaseUpdates;

  /** What one update of each phase costs, in {@link TrainingCost}'s unit. */
  @Column(name = "update_costs")
  List<Long> updateCosts;

  @Column(name = "shared_updates")
  long sharedUpdates;

  /** Positions in their text form. */
  List<String> measured;

  /** Id of the variant whose runs it begins from, and the position there; null for a trunk. */
  @Column(name = "fork_trunk")
  @Nullable String forkTrunk;

  @Column(name = "fork_at")
  @Nullable String forkAt;

  protected VariantEntity() {}

  VariantEntity(Plan plan, Variant variant, int ordinal) {
    ExperimentId experiment = plan.experiment();
    this.id = id(experiment, variant.id());
    this.experiment = experiment.value();
    this.name = variant.id().value();
    this.ordinal = ordinal;
    this.phaseUpdates = variant.phases().stream().map(Phase::steps).toList();
    this.updateCosts =
        TrainingCost.ofUpdates(
            variant, plan.request().architecture(), plan.dataSet().trainSamples());
    this.sharedUpdates = variant.sharedSteps();
    this.measured = variant.measured().stream().map(Position::text).toList();
    Fork fork = variant.fork();
    if (fork != null) {
      this.forkTrunk = id(experiment, fork.trunk());
      this.forkAt = fork.at().text();
    }
  }

  /** Updates that each of its runs makes itself. */
  long ownUpdates() {
    return phaseUpdates.stream().mapToLong(Integer::longValue).sum() - sharedUpdates;
  }

  /**
   * What a run of this variant still has to train, in {@link TrainingCost}'s unit.
   *
   * @param updatesMade by the run itself, at least 0
   */
  long remainingCost(long updatesMade) {
    return TrainingCost.ofRemaining(phaseUpdates, updateCosts, sharedUpdates + updatesMade);
  }

  private static String id(ExperimentId experiment, VariantId variant) {
    return experiment + "/" + variant;
  }
}
