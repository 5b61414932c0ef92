package org.prunescope.contract.criterion;

import java.util.Optional;
import org.prunescope.contract.position.Position;

/**
 * In which order the weights of a network fall: those of least score first, and of equal scores
 * those that stand first in state_dict order. How many fall is for a mask's scope and sparsity to
 * say.
 *
 * <p>A pure function: the same arguments give the same scores. It sees weights and masks, no
 * gradient and no image.
 */
public interface Ranking {
  /**
   * The scores of a tensor's elements; under a global scope they are compared with those of other
   * tensors.
   *
   * @param tensor whose values are finite; neither they nor the mask may be changed
   * @param seed of the run
   * @param at position that the mask leads to
   * @return one per element, 0 to 2^31 - 1; of elements that were pruned earlier too, where they
   *     say nothing
   */
  int[] scores(PrunableTensor tensor, long seed, Position at);

  /**
   * The ranking by which it is found how many weights of each tensor fall, where that is another
   * one; which of them fall, this one says.
   */
  default Optional<Ranking> counting() {
    return Optional.empty();
  }
}
