package org.prunescope.contract.criterion;

import java.util.Arrays;

/**
 * A tensor in the scope of a mask, as it is before the mask.
 *
 * @param name as in a checkpoint
 * @param index of the tensor among all of its network's in state_dict order, encoder first: what
 *     random criteria are drawn by. An encoder's tensor has the same whatever head stands on it
 * @param values the elements, row-major; not copied, so not to be changed
 * @param mask one byte per element: 1 keeps, 0 was pruned earlier; not copied either
 */
public record PrunableTensor(String name, int index, float[] values, byte[] mask) {
  public PrunableTensor {
    if (values.length != mask.length) {
      throw new IllegalArgumentException(
          "%s has %d values and %d mask bytes".formatted(name, values.length, mask.length));
    }
    for (byte keep : mask) {
      if (keep != 0 && keep != 1) {
        throw new IllegalArgumentException("the mask of " + name + " holds " + keep);
      }
    }
  }

  /** A tensor of which nothing was pruned yet. */
  public static PrunableTensor unpruned(String name, int index, float[] values) {
    byte[] mask = new byte[values.length];
    Arrays.fill(mask, (byte) 1);
    return new PrunableTensor(name, index, values, mask);
  }

  /** Number of elements. */
  public int size() {
    return values.length;
  }

  /** Number of elements that no mask has removed yet. */
  public int remaining() {
    return kept(mask);
  }

  /** Number of elements that a mask keeps. */
  public static int kept(byte[] mask) {
    int kept = 0;
    for (byte keep : mask) {
      kept += keep;
    }
    return kept;
  }
}
