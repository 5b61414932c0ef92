package org.prunescope.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.event.TrainingMetrics;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Plans;
import org.prunescope.contract.plan.Variant;
import org.prunescope.gateway.algorithm.estimate.LearningKind;
import org.prunescope.gateway.persistence.Experiments;
import org.prunescope.gateway.persistence.TrainingSpeeds;

/** Takes in how fast a segment was trained, by what it trained. */
@ApplicationScoped
public class LearnSpeed {
  private static final Logger LOG = Logger.getLogger(LearnSpeed.class);

  private final Experiments experiments;
  private final Plans plans;
  private final TrainingSpeeds speeds;

  LearnSpeed(Experiments experiments, Plans plans, TrainingSpeeds speeds) {
    this.experiments = experiments;
    this.plans = plans;
    this.speeds = speeds;
  }

  /**
   * Takes the speed in. One that cannot be told apart from others is left out: nothing but
   * estimates hangs on it.
   *
   * @throws UncheckedIOException where the plan could not be read this time
   */
  public void from(TrainingMetrics segment) {
    Optional<TrainingSpeeds.Kind> kind =
        Double.isFinite(segment.imagesPerSecond()) && segment.imagesPerSecond() > 0
            ? kind(segment)
            : Optional.empty();
    if (kind.isEmpty()) {
      LOG.warnf("a speed that says nothing: %s", segment);
    }
    kind.ifPresent(known -> speeds.store(known, segment));
  }

  private Optional<TrainingSpeeds.Kind> kind(TrainingMetrics segment) {
    return experiments
        .plan(segment.run().experiment())
        .flatMap(this::read)
        .flatMap(plan -> kind(plan, segment));
  }

  private static Optional<TrainingSpeeds.Kind> kind(Plan plan, TrainingMetrics segment) {
    return plan.variants().stream()
        .filter(variant -> variant.id().equals(segment.run().variant()))
        .map(Variant::phases)
        .filter(phases -> segment.position().phase() < phases.size())
        .map(phases -> phases.get(segment.position().phase()))
        .map(phase -> kind(plan, phase))
        .findFirst();
  }

  private static TrainingSpeeds.Kind kind(Plan plan, Phase phase) {
    return new TrainingSpeeds.Kind(
        plan.request().architecture(),
        LearningKind.of(phase.learning()),
        phase.training().batchSize(),
        plan.request().threadsPerRun(),
        plan.request().precision());
  }

  private Optional<Plan> read(ArtifactRef ref) {
    try {
      return Optional.of(plans.get(ref));
    } catch (ArtifactUnreadableException e) {
      LOG.warnf("plan=%s cannot be read: %s", ref.key(), e.getMessage());
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
