package org.prunescope.dataset.augmentation;

import org.prunescope.dataset.Split;

/** Images as numbers from 0 to 1, (32, 32, 3), and what needs no parameter. */
final class FloatImage {
  private static final int CHANNELS = Split.CHANNELS;
  private static final float WHITE = 255;

  private FloatImage() {}

  /** A copy of one image of the split: value / 255. */
  static float[] of(Split split, int sample) {
    float[] image = new float[Split.IMAGE_VALUES];
    int start = sample * Split.IMAGE_VALUES;
    for (int i = 0; i < image.length; i++) {
      image[i] = Byte.toUnsignedInt(split.pixels()[start + i]) / WHITE;
    }
    return image;
  }

  /** Left becomes right. */
  static void flipHorizontally(float[] image) {
    int row = Split.SIDE * CHANNELS;
    for (int start = 0; start < image.length; start += row) {
      for (int left = start, right = start + row - CHANNELS;
          left < right;
          left += CHANNELS, right -= CHANNELS) {
        for (int channel = 0; channel < CHANNELS; channel++) {
          float value = image[left + channel];
          image[left + channel] = image[right + channel];
          image[right + channel] = value;
        }
      }
    }
  }

  /** All three channels become the pixel's luminance. */
  static void removeColour(float[] image) {
    for (int pixel = 0; pixel < image.length; pixel += CHANNELS) {
      float luminance = luminance(image, pixel);
      image[pixel] = luminance;
      image[pixel + 1] = luminance;
      image[pixel + 2] = luminance;
    }
  }

  /**
   * Luminance by the weights of ITU-R 601 as torchvision rounds them: .2989 R + .587 G + .114 B.
   *
   * @param pixel index of its red value
   */
  static float luminance(float[] image, int pixel) {
    return .2989f * image[pixel] + .587f * image[pixel + 1] + .114f * image[pixel + 2];
  }
}
