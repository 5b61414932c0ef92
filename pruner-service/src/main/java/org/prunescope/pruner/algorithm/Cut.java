package org.prunescope.pruner.algorithm;

import java.util.List;

/**
 * The border between the values of least magnitude and the others: everything below {@code
 * magnitude} falls, and of the values exactly there the first {@code ties}.
 *
 * @param magnitude as {@link #magnitude(float)} gives it
 */
record Cut(int magnitude, long ties) {
  // 31 bits in three digits: few enough counters for the first-level cache, few enough passes.
  private static final int[] DIGIT_BITS = {11, 10, 10};

  /** Orders finite values as their absolute values do, as a number from 0 to 2^31 - 1. */
  static int magnitude(float value) {
    return Float.floatToRawIntBits(value) & 0x7fff_ffff;
  }

  /**
   * The cut below which so many of the remaining values lie, by radix selection: digit by digit
   * from the highest, each pass counts the values that share the digits found so far.
   *
   * @param count 0 to the number of remaining values
   */
  static Cut below(List<PrunableTensor> scope, long count) {
    if (count == 0) {
      return new Cut(0, 0);
    }
    int found = 0;
    int foundMask = 0;
    int shift = 31;
    long ties = count;
    for (int bits : DIGIT_BITS) {
      shift -= bits;
      int[] histogram = histogram(scope, found, foundMask, shift, bits);
      int digit = 0;
      while (ties > histogram[digit]) {
        ties -= histogram[digit++];
      }
      found |= digit << shift;
      foundMask |= ((1 << bits) - 1) << shift;
    }
    return new Cut(found, ties);
  }

  private static int[] histogram(
      List<PrunableTensor> scope, int found, int foundMask, int shift, int bits) {
    int[] histogram = new int[1 << bits];
    int digitMask = (1 << bits) - 1;
    for (PrunableTensor tensor : scope) {
      float[] values = tensor.values();
      byte[] mask = tensor.mask();
      for (int i = 0; i < values.length; i++) {
        int magnitude = magnitude(values[i]);
        if (mask[i] != 0 && (magnitude & foundMask) == found) {
          histogram[(magnitude >>> shift) & digitMask]++;
        }
      }
    }
    return histogram;
  }
}
