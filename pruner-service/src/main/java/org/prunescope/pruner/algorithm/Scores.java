package org.prunescope.pruner.algorithm;

import java.util.List;
import org.prunescope.contract.criterion.PrunableTensor;
import org.prunescope.contract.criterion.Ranking;
import org.prunescope.contract.position.Position;

/**
 * In which order the elements of one tensor fall: those of least score first.
 *
 * @param tensor what is ranked
 * @param scores one per element, 0 to 2^31 - 1; of elements that were pruned earlier too, where
 *     they say nothing
 */
record Scores(PrunableTensor tensor, int[] scores) {
  /** Of each tensor those that the ranking gives. */
  static List<Scores> of(List<PrunableTensor> tensors, Ranking ranking, long seed, Position at) {
    return tensors.stream()
        .map(tensor -> new Scores(tensor, ranking.scores(tensor, seed, at)))
        .toList();
  }

  String name() {
    return tensor.name();
  }

  byte[] mask() {
    return tensor.mask();
  }

  int size() {
    return tensor.size();
  }

  int remaining() {
    return tensor.remaining();
  }
}
