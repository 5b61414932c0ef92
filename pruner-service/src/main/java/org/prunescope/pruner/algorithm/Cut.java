package org.prunescope.pruner.algorithm;

import java.util.List;

/**
 * The border between the elements of least score and the others: everything below {@code score}
 * falls, and of the elements exactly there the first {@code ties}.
 */
record Cut(int score, long ties) {
  // 31 bits in three digits: few enough counters for the first-level cache, few enough passes.
  private static final int[] DIGIT_BITS = {11, 10, 10};

  /**
   * The cut below which so many of the remaining elements lie, by radix selection: digit by digit
   * from the highest, each pass counts the scores that share the digits found so far.
   *
   * @param count 0 to the number of remaining elements
   */
  static Cut below(List<Scores> scope, long count) {
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
      List<Scores> scope, int found, int foundMask, int shift, int bits) {
    int[] histogram = new int[1 << bits];
    int digitMask = (1 << bits) - 1;
    for (Scores tensor : scope) {
      int[] scores = tensor.scores();
      byte[] mask = tensor.mask();
      for (int i = 0; i < scores.length; i++) {
        if (mask[i] != 0 && (scores[i] & foundMask) == found) {
          histogram[(scores[i] >>> shift) & digitMask]++;
        }
      }
    }
    return histogram;
  }
}
