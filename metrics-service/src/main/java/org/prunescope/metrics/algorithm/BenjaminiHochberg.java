package org.prunescope.metrics.algorithm;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Control of the false discovery rate (Benjamini and Hochberg 1995). */
public final class BenjaminiHochberg {
  private BenjaminiHochberg() {}

  /**
   * Adjusted p-values: with p_(1) <= ... <= p_(m), the i-th becomes min over j >= i of min(1, p_(j)
   * m / j).
   *
   * @param p each 0 to 1; empty gives empty
   * @return in the order of {@code p}
   */
  public static double[] adjust(double[] p) {
    int[] descending =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> p[i]).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[p.length];
    double smallest = 1;
    for (int i = 0; i < descending.length; i++) {
      double value = p[descending[i]];
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("not a p-value: " + value);
      }
      smallest = Math.min(smallest, value * p.length / (p.length - i));
      adjusted[descending[i]] = smallest;
    }
    return adjusted;
  }
}
