package org.prunescope.dataset;

/**
 * From 8-bit pixels to what a network is fed: (value / 255 - mean) / std per channel, each
 * operation in single precision as torchvision's ToTensor and Normalize do it.
 */
public final class Normalisation {
  /** The constants of Corti et al. 2022 (arXiv 2207.00200), from their code. */
  public static final Normalisation CORTI_2022 =
      new Normalisation(new float[] {.4915f, .4823f, .4468f}, new float[] {.2047f, .2435f, .2616f});

  private static final int VALUES = 256;
  private final float[] table = new float[Split.CHANNELS * VALUES];

  /**
   * @param mean of red, green and blue, in units of full brightness
   * @param std likewise, above 0
   */
  public Normalisation(float[] mean, float[] std) {
    for (int channel = 0; channel < Split.CHANNELS; channel++) {
      for (int value = 0; value < VALUES; value++) {
        table[channel * VALUES + value] = (value / 255f - mean[channel]) / std[channel];
      }
    }
  }

  /**
   * One normalised value.
   *
   * @param channel 0 red, 1 green, 2 blue
   * @param value the pixel's, as an unsigned byte
   */
  float apply(int channel, byte value) {
    return table[channel * VALUES + Byte.toUnsignedInt(value)];
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
