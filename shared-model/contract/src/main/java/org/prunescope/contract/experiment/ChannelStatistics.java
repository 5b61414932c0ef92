package org.prunescope.contract.experiment;

import java.util.List;
import org.prunescope.contract.field.Fields;
import org.prunescope.contract.field.InvalidFieldException;

/**
 * What images are normalised by: (value / 255 - mean) / std of red, green and blue.
 *
 * @param mean three values, 0 to 1
 * @param std three values, 0.001 to 1
 */
public record ChannelStatistics(List<Double> mean, List<Double> std) {
  /** The constants in the published code of Corti et al. 2022 (arXiv 2207.00200). */
  public static final ChannelStatistics CORTI_2022 =
      new ChannelStatistics(List.of(.4915, .4823, .4468), List.of(.2047, .2435, .2616));

  private static final int CHANNELS = 3;

  public ChannelStatistics {
    mean = checked("mean", mean, 0);
    std = checked("std", std, 1e-3);
  }

  private static List<Double> checked(String field, List<Double> values, double min) {
    Fields.required(field, values);
    if (values.size() != CHANNELS) {
      throw new InvalidFieldException(
          field, "must hold one value each for red, green and blue, not " + values.size());
    }
    for (int channel = 0; channel < CHANNELS; channel++) {
      Fields.required(field + "[" + channel + "]", values.get(channel));
      Fields.within(field + "[" + channel + "]", values.get(channel), min, 1);
    }
    return List.copyOf(values);
  }
}
