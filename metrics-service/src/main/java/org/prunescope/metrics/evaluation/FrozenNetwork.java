package org.prunescope.metrics.evaluation;

/** A trained network in evaluation mode: a sample's activations do not depend on its batch. */
public interface FrozenNetwork extends AutoCloseable {
  /**
   * The activations of some images.
   *
   * @param images (count, 32, 32, 3), normalised
   * @param count at least 1
   * @param tapped whether the taps are wanted too
   */
  Activations evaluate(float[] images, int count, boolean tapped);

  @Override
  void close();
}
