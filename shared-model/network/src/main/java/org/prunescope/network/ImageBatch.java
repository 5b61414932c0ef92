package org.prunescope.network;

/**
 * Images as a network takes them: normalised, channels last.
 *
 * @param pixels index ((image x height + y) x width + x) x 3 + channel; not copied, and not to be
 *     changed while the batch is in use
 * @param count number of images, at least 1
 * @param height at least 1
 * @param width at least 1
 */
public record ImageBatch(float[] pixels, int count, int height, int width) {
  static final int CHANNELS = 3;

  public ImageBatch {
    if (count < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a batch of %d images of %d x %d".formatted(count, height, width));
    }
    long values = (long) count * height * width * CHANNELS;
    if (pixels.length != values) {
      throw new IllegalArgumentException(
          "%d values do not make %d images of %d x %d x %d"
              .formatted(pixels.length, count, height, width, CHANNELS));
    }
  }
}
