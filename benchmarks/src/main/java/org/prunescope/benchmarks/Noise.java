package org.prunescope.benchmarks;

import java.util.Random;
import org.prunescope.dataset.Split;

/** Images that show nothing; they take as long as pictures. */
final class Noise {
  static final int CLASSES = 10;

  private Noise() {}

  /** Labelled images, the same at every call. */
  static Split split(int images) {
    byte[] pixels = new byte[images * Split.IMAGE_VALUES];
    new Random(1).nextBytes(pixels);
    short[] labels = new short[images];
    for (int i = 0; i < images; i++) {
      labels[i] = (short) (i % CLASSES);
    }
    return new Split(pixels, labels);
  }

  /** Normalised pixels of so many images. */
  static float[] pixels(int images) {
    float[] pixels = new float[images * Split.IMAGE_VALUES];
    Random random = new Random(1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return pixels;
  }
}
