package org.prunescope.metrics.algorithm.population;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Every quantity's means in two populations, over all samples, PIEs and others.
 *
 * @param all in the order of the enumerations; recall by label. None where no seed has a quantity
 *     on both sides, or the subset or class has no samples
 * @param bySample of the quantities that are measured sample by sample on both sides of any seed
 */
record Estimates(List<Estimate> all, Map<Quantity, SampleMeans> bySample) {
  static Estimates of(PairedPopulations populations, SampleGroups groups, int[] trueLabels) {
    List<Estimate> all = new ArrayList<>();
    Map<Quantity, SampleMeans> bySample = new EnumMap<>(Quantity.class);
    QuantityComparison accuracy =
        QuantityComparison.of(
                populations, groups, network -> Optional.of(correct(network, trueLabels)))
            .orElseThrow();
    for (Quantity quantity : Quantity.values()) {
      switch (quantity) {
        case ACCURACY -> {
          all.addAll(everySubset(accuracy, quantity, OptionalInt.empty()));
          bySample.put(quantity, accuracy.sampleMeans());
        }
        case RECALL -> {
          for (int label = 0; label < groups.classes(); label++) {
            all.addAll(everySubset(accuracy, quantity, OptionalInt.of(label)));
          }
        }
        case LOSS -> all.addAll(loss(populations, groups));
        case CONFIDENCE, Q, Z, L1, DEPTH_FINAL_PREDICTION, DEPTH_TRUE_LABEL ->
            QuantityComparison.of(populations, groups, network -> network.measured(quantity))
                .ifPresent(
                    comparison -> {
                      all.addAll(everySubset(comparison, quantity, OptionalInt.empty()));
                      bySample.put(quantity, comparison.sampleMeans());
                    });
      }
    }
    return new Estimates(List.copyOf(all), bySample);
  }

  private static List<Estimate> everySubset(
      QuantityComparison comparison, Quantity quantity, OptionalInt label) {
    List<Estimate> estimates = new ArrayList<>();
    for (Subset subset : Subset.values()) {
      estimates.addAll(comparison.estimates(quantity, label, subset));
    }
    return estimates;
  }

  private static List<Estimate> loss(PairedPopulations populations, SampleGroups groups) {
    double[] dense = populations.dense().stream().mapToDouble(MeasuredNetwork::loss).toArray();
    double[] pruned = populations.pruned().stream().mapToDouble(MeasuredNetwork::loss).toArray();
    List<Estimate> estimates = new ArrayList<>();
    for (Side side : Side.values()) {
      estimates.add(
          new Estimate(
              Quantity.LOSS,
              OptionalInt.empty(),
              Subset.ALL,
              side,
              QuantityComparison.overSeeds(side, dense, pruned),
              groups.samples(),
              OptionalDouble.empty()));
    }
    return estimates;
  }

  private static double[] correct(MeasuredNetwork network, int[] trueLabels) {
    int[] predictions = network.predictions();
    double[] correct = new double[predictions.length];
    for (int sample = 0; sample < correct.length; sample++) {
      correct[sample] = predictions[sample] == trueLabels[sample] ? 1 : 0;
    }
    return correct;
  }
}
