package org.prunescope.metrics.algorithm.population;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.prunescope.metrics.algorithm.MeanInterval;

/** One quantity in two populations, on the seeds whose two networks were both measured for it. */
final class QuantityComparison {
  private final int pairs;
  private final NetworkMeans dense;
  private final NetworkMeans pruned;
  private final SampleMeans sampleMeans;
  private final Map<Side, SampleSpread> spreads;

  private QuantityComparison(
      SampleGroups groups, int pairs, NetworkMeans dense, NetworkMeans pruned) {
    this.pairs = pairs;
    this.dense = dense;
    this.pruned = pruned;
    this.sampleMeans = new SampleMeans(dense.sampleMeans(), pruned.sampleMeans());
    double[] differences = new double[groups.samples()];
    Arrays.setAll(differences, i -> sampleMeans.pruned()[i] - sampleMeans.dense()[i]);
    this.spreads =
        Map.of(
            Side.DENSE, new SampleSpread(groups, sampleMeans.dense()),
            Side.PRUNED, new SampleSpread(groups, sampleMeans.pruned()),
            Side.DIFFERENCE, new SampleSpread(groups, differences));
  }

  /**
   * Compares.
   *
   * @param values of a network by sample, NaN where a sample has none; empty where the network was
   *     not measured for it
   * @return empty where no seed was measured on both sides
   */
  static Optional<QuantityComparison> of(
      PairedPopulations populations,
      SampleGroups groups,
      Function<MeasuredNetwork, Optional<double[]>> values) {
    int networks = populations.dense().size();
    NetworkMeans dense = new NetworkMeans(groups, networks);
    NetworkMeans pruned = new NetworkMeans(groups, networks);
    int pairs = 0;
    for (int i = 0; i < networks; i++) {
      Optional<double[]> ofDense = values.apply(populations.dense().get(i));
      Optional<double[]> ofPruned = values.apply(populations.pruned().get(i));
      if (ofDense.isPresent() && ofPruned.isPresent()) {
        dense.add(pairs, ofDense.get());
        pruned.add(pairs, ofPruned.get());
        pairs++;
      }
    }
    return pairs == 0
        ? Optional.empty()
        : Optional.of(new QuantityComparison(groups, pairs, dense, pruned));
  }

  SampleMeans sampleMeans() {
    return sampleMeans;
  }

  /** Both sides and their difference, over one subset (and class); empty where no pair has it. */
  List<Estimate> estimates(Quantity quantity, OptionalInt label, Subset subset) {
    double[] ofDense = new double[pairs];
    double[] ofPruned = new double[pairs];
    int n = 0;
    for (int i = 0; i < pairs; i++) {
      ofDense[n] = dense.mean(i, subset, label);
      ofPruned[n] = pruned.mean(i, subset, label);
      n += Double.isNaN(ofDense[n]) || Double.isNaN(ofPruned[n]) ? 0 : 1;
    }
    if (n == 0) {
      return List.of();
    }
    List<Estimate> estimates = new ArrayList<>();
    for (Side side : Side.values()) {
      SampleSpread spread = Objects.requireNonNull(spreads.get(side));
      estimates.add(
          new Estimate(
              quantity,
              label,
              subset,
              side,
              overSeeds(side, Arrays.copyOf(ofDense, n), Arrays.copyOf(ofPruned, n)),
              spread.samples(subset, label),
              spread.standardDeviation(subset, label)));
    }
    return estimates;
  }

  /** Of pairs of one seed, in the same order. */
  static MeanInterval overSeeds(Side side, double[] dense, double[] pruned) {
    return MeanInterval.of(
        switch (side) {
          case DENSE -> dense;
          case PRUNED -> pruned;
          case DIFFERENCE -> {
            double[] differences = new double[dense.length];
            Arrays.setAll(differences, i -> pruned[i] - dense[i]);
            yield differences;
          }
        });
  }
}
