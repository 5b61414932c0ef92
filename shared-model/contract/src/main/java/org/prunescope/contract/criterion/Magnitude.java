package org.prunescope.contract.criterion;

import org.prunescope.contract.position.Position;

/** Those of least absolute value fall; -0 equals +0. */
final class Magnitude implements Ranking {
  @Override
  public int[] scores(PrunableTensor tensor, long seed, Position at) {
    float[] values = tensor.values();
    int[] scores = new int[values.length];
    for (int i = 0; i < scores.length; i++) {
      // Ordered as the absolute values of finite numbers are.
      scores[i] = Float.floatToRawIntBits(values[i]) & 0x7fff_ffff;
    }
    return scores;
  }
}
