package org.prunescope.dataset.augmentation;

import org.prunescope.dataset.Split;

/** A change of all colours of an image, as torchvision defines it for tensors. */
enum Adjustment {
  /** Mixes with black: 0 gives black, 1 the image, more overexposes it. */
  BRIGHTNESS {
    @Override
    void apply(float[] image, double factor) {
      for (int i = 0; i < image.length; i++) {
        image[i] = mix(image[i], 0, factor);
      }
    }
  },
  /** Mixes with the image's mean luminance: 0 gives an even gray, 1 the image. */
  CONTRAST {
    @Override
    void apply(float[] image, double factor) {
      double sum = 0;
      for (int pixel = 0; pixel < image.length; pixel += Split.CHANNELS) {
        sum += FloatImage.luminance(image, pixel);
      }
      float mean = (float) (sum * Split.CHANNELS / image.length);
      for (int i = 0; i < image.length; i++) {
        image[i] = mix(image[i], mean, factor);
      }
    }
  },
  /** Mixes each pixel with its luminance: 0 gives shades of gray, 1 the image. */
  SATURATION {
    @Override
    void apply(float[] image, double factor) {
      for (int pixel = 0; pixel < image.length; pixel += Split.CHANNELS) {
        float luminance = FloatImage.luminance(image, pixel);
        for (int channel = 0; channel < Split.CHANNELS; channel++) {
          image[pixel + channel] = mix(image[pixel + channel], luminance, factor);
        }
      }
    }
  },
  /**
   * Turns the hue of the hexcone (HSV) by a share of a whole turn, -.5 to .5; value and saturation
   * stay. Gray has no hue and stays.
   */
  HUE {
    @Override
    void apply(float[] image, double turn) {
      for (int pixel = 0; pixel < image.length; pixel += Split.CHANNELS) {
        turnHue(image, pixel, turn);
      }
    }
  };

  /**
   * Changes the image in place.
   *
   * @param image (32, 32, 3), values 0 to 1 before and after
   * @param amount a factor, at least 0; for the hue a share of a turn
   */
  abstract void apply(float[] image, double amount);

  /** factor x value + (1 - factor) x other, kept within 0 and 1. */
  private static float mix(float value, float other, double factor) {
    return Math.clamp((float) factor * value + (float) (1 - factor) * other, 0f, 1f);
  }

  private static void turnHue(float[] image, int pixel, double turn) {
    float red = image[pixel];
    float green = image[pixel + 1];
    float blue = image[pixel + 2];
    float value = Math.max(red, Math.max(green, blue));
    float chroma = value - Math.min(red, Math.min(green, blue));
    if (chroma == 0) {
      return;
    }
    double sixths;
    if (value == red) {
      sixths = (green - blue) / chroma;
    } else if (value == green) {
      sixths = 2 + (blue - red) / chroma;
    } else {
      sixths = 4 + (red - green) / chroma;
    }
    double hue = sixths / 6 + turn;
    double turned = 6 * (hue - Math.floor(hue));
    image[pixel] = channel(turned + 5, value, chroma);
    image[pixel + 1] = channel(turned + 3, value, chroma);
    image[pixel + 2] = channel(turned + 1, value, chroma);
  }

  /**
   * One channel of the hexcone: along the hue it falls, stays at the bottom, rises, stays at the
   * top.
   *
   * @param sixths the hue, counted from where the channel begins to fall, 0 to 12
   */
  private static float channel(double sixths, float value, float chroma) {
    double place = sixths < 6 ? sixths : sixths - 6;
    return (float) (value - chroma * Math.clamp(Math.min(place, 4 - place), 0, 1));
  }
}
