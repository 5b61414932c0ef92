package org.prunescope.contract.criterion;

import java.util.Optional;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;

/**
 * Of each layer as many fall as magnitude removes there, chosen uniformly among its survivors: anew
 * at every position, so that each set of survivors is as likely as another.
 */
final class ShuffledWithinLayer implements Ranking {
  @Override
  public int[] scores(PrunableTensor tensor, long seed, Position at) {
    return RandomForGood.drawn(
        tensor,
        new RandomStream(seed, at.phase(), at.step(), tensor.index(), Purpose.SHUFFLED_PRUNING));
  }

  @Override
  public Optional<Ranking> counting() {
    return Optional.of(new Magnitude());
  }
}
