package org.prunescope.contract.plan;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.json.Json;

/**
 * All that an experiment will do, fixed before its first step and stored as one artifact that every
 * event points at.
 *
 * @param formatVersion {@value #FORMAT_VERSION}
 * @param request what was submitted
 * @param dataSet what it was planned with
 * @param partitions of every topic
 * @param runs in the order in which they are released
 */
public record Plan(
    int formatVersion,
    ExperimentId experiment,
    Experiment request,
    DataSetFingerprint dataSet,
    int partitions,
    List<Variant> variants,
    List<PlannedRun> runs) {
  public static final int FORMAT_VERSION = 2;

  public Plan {
    if (formatVersion != FORMAT_VERSION) {
      throw new IllegalArgumentException(
          "plan of format %d, not %d".formatted(formatVersion, FORMAT_VERSION));
    }
    Objects.requireNonNull(experiment, "experiment");
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(dataSet, "dataSet");
    variants = List.copyOf(variants);
    runs = List.copyOf(runs);
  }

  /** Reads a plan's artifact. */
  public static Plan read(byte[] bytes) {
    return Json.read(bytes, Plan.class);
  }

  /** The plan as its artifact's bytes. */
  public byte[] write() {
    return Json.write(this);
  }

  /**
   * The variant of this id.
   *
   * @throws IllegalArgumentException where the plan has none
   */
  public Variant variant(VariantId id) {
    return variants.stream()
        .filter(variant -> variant.id().equals(id))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no variant %s in %s".formatted(id, experiment)));
  }

  /** The variants that fork from this one. */
  public List<Variant> branches(VariantId trunk) {
    return variants.stream()
        .filter(variant -> variant.fork() != null && variant.fork().trunk().equals(trunk))
        .toList();
  }

  /**
   * The partition that holds all of this run's events.
   *
   * @throws IllegalArgumentException where the run is not planned
   */
  public int partition(RunId run) {
    return planned(run)
        .orElseThrow(() -> new IllegalArgumentException("no run " + run + " in the plan"))
        .partition();
  }

  /** The run as it is planned; empty where it is not. */
  public Optional<PlannedRun> planned(RunId run) {
    return runs.stream().filter(planned -> id(planned).equals(run)).findFirst();
  }

  /** This plan's run as an identity. */
  public RunId id(PlannedRun run) {
    return new RunId(experiment, run.variant(), run.seed());
  }
}
