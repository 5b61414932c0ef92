package org.prunescope.dataset;

import org.prunescope.contract.experiment.ChannelStatistics;

/**
 * From 8-bit pixels to what a network is fed: (value / 255 - mean) / std per channel, each
 * operation in single precision as torchvision's ToTensor and Normalize do it.
 */
public final class Normalisation {
  /** The constants of Corti et al. 2022 (arXiv 2207.00200), from their code. */
  public static final Normalisation CORTI_2022 = new Normalisation(ChannelStatistics.CORTI_2022);

  private static final int VALUES = 256;
  private final float[] mean = new float[Split.CHANNELS];
  private final float[] std = new float[Split.CHANNELS];
  private final float[] table = new float[Split.CHANNELS * VALUES];

  /**
   * @param statistics rounded to single precision
   */
  public Normalisation(ChannelStatistics statistics) {
    for (int channel = 0; channel < Split.CHANNELS; channel++) {
      mean[channel] = statistics.mean().get(channel).floatValue();
      std[channel] = statistics.std().get(channel).floatValue();
      for (int value = 0; value < VALUES; value++) {
        table[channel * VALUES + value] = apply(channel, value / 255f);
      }
    }
  }

  /**
   * One normalised value.
   *
   * @param channel 0 red, 1 green, 2 blue
   * @param value the pixel's, as an unsigned byte
   */
  public float apply(int channel, byte value) {
    return table[channel * VALUES + Byte.toUnsignedInt(value)];
  }

  /**
   * One normalised value.
   *
   * @param channel 0 red, 1 green, 2 blue
   * @param value the pixel's, in units of full brightness
   */
  public float apply(int channel, float value) {
    return (value - mean[channel]) / std[channel];
  }

  /**
   * The images as they are evaluated: normalised, nothing else.
   *
   * @param from first sample
   * @param to one past the last sample
   * @return (to - from, 32, 32, 3)
   */
  public float[] images(Split split, int from, int to) {
    int start = from * Split.IMAGE_VALUES;
    float[] images = new float[(to - from) * Split.IMAGE_VALUES];
    for (int i = 0; i < images.length; i++) {
      images[i] = apply(i % Split.CHANNELS, split.pixels()[start + i]);
    }
    return images;
  }
}
