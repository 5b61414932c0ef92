package org.prunescope.metrics.algorithm.population;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is compared of one network. Its arrays are not copied: a population's are hundreds of
 * megabytes where it is large.
 *
 * @param loss mean cross-entropy over the samples, nats
 * @param predictions label by sample
 * @param values what was measured sample by sample, in the samples' order; NaN where a sample has
 *     none; a quantity that was not measured is absent
 */
public record MeasuredNetwork(
    long seed, double loss, int[] predictions, Map<Quantity, double[]> values) {
  public MeasuredNetwork {
    Map<Quantity, double[]> ordered = new EnumMap<>(Quantity.class);
    ordered.putAll(values);
    for (Map.Entry<Quantity, double[]> measured : ordered.entrySet()) {
      if (measured.getValue().length != predictions.length) {
        throw new IllegalArgumentException(
            "%d values of %s for %d predictions"
                .formatted(
                    measured.getValue().length, measured.getKey().text(), predictions.length));
      }
    }
    values = ordered;
  }

  Optional<double[]> measured(Quantity quantity) {
    return Optional.ofNullable(values.get(quantity));
  }
}
