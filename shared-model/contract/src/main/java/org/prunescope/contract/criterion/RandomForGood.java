package org.prunescope.contract.criterion;

import org.prunescope.contract.position.Position;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;

/**
 * Every weight of a run has one random score for good: the same at every mask, whatever became of
 * the weights.
 */
final class RandomForGood implements Ranking {
  @Override
  public int[] scores(PrunableTensor tensor, long seed, Position at) {
    return drawn(tensor, new RandomStream(seed, 0, 0, tensor.index(), Purpose.PRUNING));
  }

  /** One draw per element. */
  static int[] drawn(PrunableTensor tensor, RandomStream random) {
    int[] scores = new int[tensor.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = random.nextInt() >>> 1;
    }
    return scores;
  }
}
