package org.prunescope.gateway.algorithm.estimate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.gateway.algorithm.Sharing;

/**
 * How much work a plan is.
 *
 * @param runs of all variants
 * @param updates of all runs
 * @param images that go through an update, of all runs, each view of an image counted: updates
 *     differ in cost, and this tells more of it
 * @param measurements of all runs
 * @param checkpoints that are written if nothing fails
 * @param perVariant in the plan's order
 */
public record PlanWork(
    int runs,
    int variants,
    Work updates,
    Work images,
    long measurements,
    Checkpoints checkpoints,
    List<VariantWork> perVariant) {
  public PlanWork {
    perVariant = List.copyOf(perVariant);
  }

  /**
   * A quantity of work.
   *
   * @param withoutSharing where every run trains from its first update
   * @param withSharing where pruned runs begin from their dense run's checkpoints
   */
  public record Work(long withoutSharing, long withSharing) {}

  /** How many checkpoints, and how many bytes they are together. */
  public record Stored(long number, long bytes) {}

  /**
   * Checkpoints of all runs.
   *
   * @param written in all
   * @param finals the last one of each run, which stay
   * @param keptAtOnce bytes at most at any one time
   */
  public record Checkpoints(Stored written, Stored finals, KeptAtOnce keptAtOnce) {}

  /**
   * An upper bound of the bytes that are kept at any one time, by {@code checkpoints} of the
   * request.
   *
   * @param onlyFinal where what is no longer needed goes at once: of every run the three largest
   *     checkpoints in a row, for a segment's input stays until its end is trained, pruned and
   *     taken up; and every checkpoint that a branch forks from or that is measured, which may wait
   *     for it long. No schedule brings all runs to their largest at one time
   * @param all what is written in all
   */
  public record KeptAtOnce(@JsonProperty("final") long onlyFinal, long all) {}

  /**
   * One variant.
   *
   * @param runs one for each seed
   * @param sharedUpdates that a run is the same for as the dense run of its seed
   * @param fork where its runs leave their trunk; null for a trunk, and without sharing
   * @param masks that a run is pruned by
   * @param measurements of a run
   * @param phases as one run trains them
   * @param checkpoints that one run writes
   * @param finalBytes of one run's last checkpoint
   */
  public record VariantWork(
      VariantId variant,
      int runs,
      long sharedUpdates,
      @Nullable Fork fork,
      int masks,
      int measurements,
      List<PhaseWork> phases,
      Stored checkpoints,
      long finalBytes) {
    public VariantWork {
      phases = List.copyOf(phases);
    }
  }

  /**
   * One phase of one run; with sharing, without what its trunk does for it.
   *
   * @param pruned when weights are removed in it; null where none are
   */
  public record PhaseWork(
      String phase,
      LearningKind learning,
      int batchSize,
      Work updates,
      Work images,
      @Nullable Pruned pruned) {}

  /**
   * When weights are removed in a phase, in updates of it that come before.
   *
   * @param first before the first mask, at least 0
   * @param last before the last one
   */
  public record Pruned(int first, int last) {}

  /** The work of this plan, shared or not. */
  public static PlanWork of(Plan plan) {
    CheckpointSizes sizes =
        new CheckpointSizes(plan.request().architecture(), plan.dataSet().classes().size());
    int seeds = plan.request().seeds().size();
    List<VariantWork> variants = new ArrayList<>();
    long keptOfAll = 0;
    for (Variant variant : plan.variants()) {
      List<CheckpointSizes.Sized> checkpoints = sizes.of(variant);
      List<Long> bytes = checkpoints.stream().map(CheckpointSizes.Sized::bytes).toList();
      variants.add(work(plan, variant, bytes));
      keptOfAll += threeInARow(bytes) + awaited(plan, variant, checkpoints);
    }
    long written = seeds * variants.stream().mapToLong(v -> v.checkpoints.bytes).sum();
    return new PlanWork(
        plan.runs().size(),
        variants.size(),
        total(seeds, variants, PhaseWork::updates),
        total(seeds, variants, PhaseWork::images),
        (long) seeds * variants.stream().mapToInt(VariantWork::measurements).sum(),
        new Checkpoints(
            new Stored(
                seeds * variants.stream().mapToLong(v -> v.checkpoints.number).sum(), written),
            new Stored(
                plan.runs().size(), seeds * variants.stream().mapToLong(v -> v.finalBytes).sum()),
            new KeptAtOnce(Math.min(written, seeds * keptOfAll), written)),
        variants);
  }

  private interface Of {
    Work work(PhaseWork phase);
  }

  private static Work total(int seeds, List<VariantWork> variants, Of of) {
    List<Work> works = variants.stream().flatMap(v -> v.phases.stream()).map(of::work).toList();
    return new Work(
        seeds * works.stream().mapToLong(Work::withoutSharing).sum(),
        seeds * works.stream().mapToLong(Work::withSharing).sum());
  }

  private static VariantWork work(Plan plan, Variant variant, List<Long> bytes) {
    VariantId baseline = variant.baseline();
    Position shared =
        baseline == null ? Position.trained(0, 0) : Sharing.upTo(variant, plan.variant(baseline));
    List<PhaseWork> phases = new ArrayList<>();
    for (int phase = 0; phase < variant.phases().size(); phase++) {
      Phase trained = variant.phases().get(phase);
      int sharedSteps =
          phase < shared.phase() ? trained.steps() : phase == shared.phase() ? shared.step() : 0;
      phases.add(work(trained, sharedSteps, plan.dataSet().trainSamples(), pruned(variant, phase)));
    }
    return new VariantWork(
        variant.id(),
        plan.request().seeds().size(),
        phases.stream()
            .map(PhaseWork::updates)
            .mapToLong(updates -> updates.withoutSharing - updates.withSharing)
            .sum(),
        variant.fork(),
        variant.masks().size(),
        variant.measured().size(),
        phases,
        new Stored(bytes.size(), bytes.stream().mapToLong(Long::longValue).sum()),
        bytes.getLast());
  }

  private static @Nullable Pruned pruned(Variant variant, int phase) {
    IntSummaryStatistics steps =
        variant.masks().stream()
            .map(MaskEvent::at)
            .filter(at -> at.phase() == phase)
            .mapToInt(Position::step)
            .summaryStatistics();
    return steps.getCount() == 0 ? null : new Pruned(steps.getMin(), steps.getMax());
  }

  private static PhaseWork work(
      Phase phase, int sharedSteps, int trainSamples, @Nullable Pruned pruned) {
    long all = images(phase, phase.steps(), trainSamples);
    return new PhaseWork(
        phase.name(),
        LearningKind.of(phase.learning()),
        phase.training().batchSize(),
        new Work(phase.steps(), phase.steps() - sharedSteps),
        new Work(all, all - images(phase, sharedSteps, trainSamples)),
        pruned);
  }

  /** Views in a phase's first updates; the last batch of an epoch holds what is left of it. */
  private static long images(Phase phase, int steps, int trainSamples) {
    int perEpoch = phase.training().stepsPerEpoch(trainSamples);
    long wholeEpochs = (long) (steps / perEpoch) * trainSamples;
    long begun = (long) (steps % perEpoch) * phase.training().batchSize();
    return phase.learning().views() * (wholeEpochs + begun);
  }

  private static long threeInARow(List<Long> bytes) {
    long most = 0;
    for (int i = 0; i < bytes.size(); i++) {
      most =
          Math.max(
              most,
              bytes.subList(i, Math.min(i + 3, bytes.size())).stream()
                  .mapToLong(Long::longValue)
                  .sum());
    }
    return most;
  }

  /** What a branch or a measurement may still wait for; a run's last one stays anyway. */
  private static long awaited(Plan plan, Variant variant, List<CheckpointSizes.Sized> checkpoints) {
    Set<Position> awaited = new HashSet<>(variant.measured());
    awaited.remove(variant.end());
    plan.branches(variant.id())
        .forEach(branch -> awaited.add(Objects.requireNonNull(branch.fork()).at()));
    return checkpoints.stream()
        .filter(checkpoint -> awaited.contains(checkpoint.position()))
        .mapToLong(CheckpointSizes.Sized::bytes)
        .sum();
  }
}
