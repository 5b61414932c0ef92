package org.prunescope.metrics.algorithm.population;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Populations to compare. */
final class Populations {
  private Populations() {}

  /** Networks of seeds 0, 1 ... with these predictions, and nothing else measured. */
  static List<MeasuredNetwork> of(int[]... predictions) {
    List<MeasuredNetwork> networks = new ArrayList<>();
    for (int[] network : predictions) {
      networks.add(new MeasuredNetwork(networks.size(), 0, network, Map.of()));
    }
    return networks;
  }

  static PairedPopulations paired(int[][] dense, int[][] pruned) {
    return PairedPopulations.of(of(dense), of(pruned)).orElseThrow();
  }

  /** The networks of seeds 0, 1 ..., in another order. */
  static List<MeasuredNetwork> shuffled(List<MeasuredNetwork> networks, Random random) {
    List<MeasuredNetwork> shuffled = new ArrayList<>(networks);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  /**
   * Labels that networks give to samples of differing difficulty: each network errs on sample s, to
   * one of two labels, with a probability between 0 and {@code hardest}, the same for all.
   *
   * @param difficulty seed of the samples' difficulties and labels
   */
  static int[][] random(
      int networks, int samples, int classes, double hardest, long difficulty, Random random) {
    Random ofSamples = new Random(difficulty);
    int[][] predictions = new int[networks][samples];
    for (int sample = 0; sample < samples; sample++) {
      double difficult = ofSamples.nextDouble();
      double wrong = hardest * difficult * difficult * difficult;
      int label = ofSamples.nextInt(classes);
      for (int[] network : predictions) {
        boolean errs = random.nextDouble() < wrong;
        network[sample] = errs ? (label + 1 + random.nextInt(2)) % classes : label;
      }
    }
    return predictions;
  }

  /** Random values of every quantity that is measured sample by sample, some of them missing. */
  static Map<Quantity, double[]> values(int samples, Random random) {
    Map<Quantity, double[]> values = new EnumMap<>(Quantity.class);
    for (Quantity quantity :
        List.of(
            Quantity.CONFIDENCE,
            Quantity.Q,
            Quantity.Z,
            Quantity.L1,
            Quantity.DEPTH_FINAL_PREDICTION,
            Quantity.DEPTH_TRUE_LABEL)) {
      double[] ofSamples = new double[samples];
      Arrays.setAll(ofSamples, i -> random.nextInt(50) == 0 ? Double.NaN : 1 + random.nextDouble());
      values.put(quantity, ofSamples);
    }
    return values;
  }
}
