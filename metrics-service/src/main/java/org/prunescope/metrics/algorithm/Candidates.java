package org.prunescope.metrics.algorithm;

import java.util.Arrays;

/** The samples of a block that may be among a query's k nearest, as far as bounds can tell. */
final class Candidates {
  private final int k;
  private final double spread;
  private final int[] samples;
  private final float[] lower;
  private final int[] upper; // as ordered integers
  private final int[] scratch;
  private float limit;
  private int size;

  /**
   * @param spread what the query's own square adds to the distance between lower and upper bounds
   * @param limit a lower bound at or above it is no candidate's
   */
  Candidates(int k, double spread, float limit) {
    this.k = k;
    this.spread = spread;
    this.limit = limit;
    this.samples = new int[3 * k + 32];
    this.lower = new float[samples.length];
    this.upper = new int[samples.length];
    this.scratch = new int[samples.length];
  }

  float limit() {
    return limit;
  }

  /** Lowers the limit, where it is higher. */
  void limitTo(float other) {
    limit = Math.min(limit, other);
  }

  /**
   * Sets a first limit by the samples of a column block, before any is taken: of the least upper
   * bounds of 2 k or more groups, k are at most the k-th.
   */
  void limitBy(float[] lowerBounds, float[] widening, int count) {
    int groups = Integer.highestOneBit(2 * k - 1) << 1;
    if (limit < Float.POSITIVE_INFINITY || groups > samples.length || count < 4 * groups) {
      return;
    }
    Arrays.fill(scratch, 0, groups, Integer.MAX_VALUE);
    for (int first = 0; first + groups <= count; first += groups) {
      for (int group = 0; group < groups; group++) {
        int sample = first + group;
        int bound = ordered(lowerBounds[sample] + widening[sample]);
        scratch[group] = Math.min(scratch[group], bound);
      }
    }
    limitToLeast(groups);
  }

  /**
   * Takes samples of a column block, of higher indices than all before, that are below the limit,
   * as long as there is room.
   *
   * @param near places in the block, ascending, of which those from {@code from} on are offered
   * @return the first of them that is to be offered again
   */
  int offer(SupportColumns block, float[] lowerBounds, int[] near, int from, int count) {
    int end = Math.min(count, from + samples.length - size);
    int kept = size;
    float[] widening = block.widening();
    for (int i = from; i < end; i++) {
      int sample = near[i];
      float bound = lowerBounds[sample];
      samples[kept] = block.first() + sample;
      lower[kept] = bound;
      upper[kept] = ordered(bound + widening[sample]);
      // The sign of the difference, since a branch would be guessed wrongly too often.
      kept += Float.floatToRawIntBits(bound - limit) >>> 31;
    }
    size = kept;
    return end;
  }

  /** Whether there is no room left, though those beyond the limit have been dropped. */
  boolean isFull() {
    if (size < samples.length) {
      return false;
    }
    System.arraycopy(upper, 0, scratch, 0, size);
    limitToLeast(size);
    dropBeyondLimit();
    // Were little room enough, it would be looked for again and again.
    return size > 2 * k + 16;
  }

  /** The candidates in ascending order; there are none afterwards. */
  int[] take() {
    if (size > k) {
      System.arraycopy(upper, 0, scratch, 0, size);
      limitToLeast(size);
    }
    dropBeyondLimit();
    int[] taken = Arrays.copyOf(samples, size);
    size = 0;
    return taken;
  }

  /** Lowers the limit to what the k least of the upper bounds in scratch allow. */
  private void limitToLeast(int count) {
    // Sorting so few is faster than a selection, whose branches are guessed wrongly.
    Arrays.sort(scratch, 0, count);
    limitTo(Frame.above(value(scratch[k - 1]) + spread));
  }

  private void dropBeyondLimit() {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      samples[kept] = samples[i];
      upper[kept] = upper[i];
      float bound = lower[i];
      lower[kept] = bound;
      kept += Float.floatToRawIntBits(bound - limit) >>> 31;
    }
    size = kept;
  }

  /** Integers in the order of their floats. */
  private static int ordered(float value) {
    return flipped(Float.floatToRawIntBits(value));
  }

  private static float value(int ordered) {
    return Float.intBitsToFloat(flipped(ordered));
  }

  private static int flipped(int bits) {
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }
}
