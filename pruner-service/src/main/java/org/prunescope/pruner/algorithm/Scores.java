package org.prunescope.pruner.algorithm;

import java.util.List;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;

/**
 * In which order the elements of one tensor fall: those of least score first.
 *
 * @param tensor what is ranked
 * @param scores one per element, 0 to 2^31 - 1; of elements that were pruned earlier too, where
 *     they say nothing
 */
record Scores(PrunableTensor tensor, int[] scores) {
  /** Ordered as the absolute values of finite numbers are; -0 equals +0. */
  static List<Scores> magnitudes(List<PrunableTensor> tensors) {
    return tensors.stream().map(Scores::magnitudes).toList();
  }

  /** Random and for good: the same for every event of a run, whatever became of the weights. */
  static List<Scores> ofRun(List<PrunableTensor> tensors, long seed) {
    return tensors.stream()
        .map(tensor -> drawn(tensor, new RandomStream(seed, 0, 0, tensor.index(), Purpose.PRUNING)))
        .toList();
  }

  /** Random and new at every position, so that each set of survivors is as likely as another. */
  static List<Scores> ofEvent(List<PrunableTensor> tensors, long seed, Position at) {
    return tensors.stream()
        .map(
            tensor ->
                drawn(
                    tensor,
                    new RandomStream(
                        seed, at.phase(), at.step(), tensor.index(), Purpose.SHUFFLED_PRUNING)))
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

  private static Scores magnitudes(PrunableTensor tensor) {
    float[] values = tensor.values();
    int[] scores = new int[values.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Float.floatToRawIntBits(values[i]) & 0x7fff_ffff;
    }
    return new Scores(tensor, scores);
  }

  private static Scores drawn(PrunableTensor tensor, RandomStream random) {
    int[] scores = new int[tensor.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = random.nextInt() >>> 1;
    }
    return new Scores(tensor, scores);
  }
}
