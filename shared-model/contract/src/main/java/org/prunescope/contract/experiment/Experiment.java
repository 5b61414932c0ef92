package org.prunescope.contract.experiment;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.prunescope.contract.field.Fields;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.objective.Objective;
import org.prunescope.contract.pruning.Dense;
import org.prunescope.contract.pruning.PruningPlan;

/**
 * What a person submits: data set x architecture x objectives x pruning plans x sparsities x seeds.
 *
 * @param name for people, 1 to 200 characters
 * @param normalisation of every image, in training and evaluation
 * @param objectives at least one, each at most once
 * @param pruningPlans with distinct names; exactly one is dense, the baseline of the others
 * @param sparsities final sparsities of the pruned variants, each in (0, 1), distinct; at least one
 *     where a plan prunes, else it may be empty
 * @param seeds one run of every variant each; 1 to 1,000, distinct, at least 0
 * @param segmentSteps greatest number of updates in one segment, 1 to 1,000,000
 * @param threadsPerRun threads that compute one run, 1 to 64; part of the numeric environment
 * @param precision in which networks are trained; they are measured in single precision
 * @param shareTrunks whether pruned runs begin from the dense run's checkpoints as long as both are
 *     the same; the results are the same bytes either way
 * @param checkpoints which of them stay once nothing needs them any more
 */
public record Experiment(
    String name,
    DataSetSpec dataSet,
    ChannelStatistics normalisation,
    Architecture architecture,
    List<Objective> objectives,
    List<PruningPlan> pruningPlans,
    List<Double> sparsities,
    List<Long> seeds,
    int segmentSteps,
    int threadsPerRun,
    Precision precision,
    boolean shareTrunks,
    CheckpointRetention checkpoints,
    Measurement measurement) {
  private static final int MAX_NAME = 200;
  private static final int MAX_SEEDS = 1000;

  public Experiment {
    Fields.required("name", name);
    if (name.isBlank() || name.length() > MAX_NAME) {
      throw new InvalidFieldException("name", "must have 1 to %d characters".formatted(MAX_NAME));
    }
    Fields.required("dataSet", dataSet);
    Fields.required("normalisation", normalisation);
    Fields.required("architecture", architecture);
    objectives = distinct("objectives", objectives, Objective::text);
    pruningPlans = distinct("pruningPlans", pruningPlans, PruningPlan::name);
    long dense = pruningPlans.stream().filter(Dense.class::isInstance).count();
    if (dense != 1) {
      throw new InvalidFieldException(
          "pruningPlans", "must hold exactly one dense plan, the baseline, not " + dense);
    }
    sparsities = distinctOrEmpty("sparsities", sparsities, sparsity -> sparsity);
    if (pruningPlans.size() > 1 && sparsities.isEmpty()) {
      throw new InvalidFieldException("sparsities", "must hold at least one value");
    }
    for (int i = 0; i < sparsities.size(); i++) {
      Fields.properFraction("sparsities[" + i + "]", sparsities.get(i));
    }
    seeds = distinct("seeds", seeds, seed -> seed);
    if (seeds.size() > MAX_SEEDS) {
      throw new InvalidFieldException(
          "seeds", "must hold at most %d values, not %d".formatted(MAX_SEEDS, seeds.size()));
    }
    for (int i = 0; i < seeds.size(); i++) {
      Fields.atLeast("seeds[" + i + "]", seeds.get(i), 0);
    }
    Fields.within("segmentSteps", segmentSteps, 1, 1_000_000);
    Fields.within("threadsPerRun", threadsPerRun, 1, 64);
    // Plans that were made before the field was there do not hold it.
    precision = Objects.requireNonNullElse(precision, Precision.FLOAT32);
    Fields.required("checkpoints", checkpoints);
    Fields.required("measurement", measurement);
  }

  private static <T> List<T> distinct(String field, List<T> values, Function<T, Object> key) {
    List<T> copy = distinctOrEmpty(field, values, key);
    if (copy.isEmpty()) {
      throw new InvalidFieldException(field, "must hold at least one value");
    }
    return copy;
  }

  private static <T> List<T> distinctOrEmpty(
      String field, List<T> values, Function<T, Object> key) {
    Fields.required(field, values);
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < values.size(); i++) {
      Fields.required(field + "[" + i + "]", values.get(i));
      if (!seen.add(key.apply(values.get(i)))) {
        throw new InvalidFieldException(
            field + "[" + i + "]", "repeats " + key.apply(values.get(i)));
      }
    }
    return List.copyOf(values);
  }
}
