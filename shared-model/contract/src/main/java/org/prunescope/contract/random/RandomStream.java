package org.prunescope.contract.random;

import java.util.random.RandomGenerator;

/**
 * Random numbers that are a pure function of (seed, phase, epoch, sample, purpose, draw index):
 * Philox4x32-10 with the seed as key and the rest as counter.
 *
 * <p>Because nothing is carried from one stream to the next, a run that resumes, forks or is
 * trained twice draws the same numbers whatever was drawn before it, on whatever thread.
 *
 * <p>Every method here has its own definition in terms of {@link #nextInt()}, so that the numbers
 * do not depend on the JDK's version. Not thread-safe: give each thread its own stream.
 *
 * @see <a href="https://doi.org/10.1145/2063384.2063405">Salmon et al. 2011, Parallel random
 *     numbers: as easy as 1, 2, 3</a>
 */
public final class RandomStream implements RandomGenerator {
  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;

  private final long seed;
  private final int sample;
  private final int epoch;
  private final int phaseAndPurpose;
  private final int[] block = new int[4];
  private int blockIndex;
  private int used = 4;

  /**
   * Opens the stream at its first number.
   *
   * @param seed the run's seed, any value
   * @param phase index of the phase, 0 to 65535
   * @param epoch index of the epoch within the phase, at least 0
   * @param sample index of the sample (or tensor), at least 0
   */
  public RandomStream(long seed, int phase, int epoch, int sample, Purpose purpose) {
    if (phase < 0 || phase > 0xFFFF || epoch < 0 || sample < 0) {
      throw new IllegalArgumentException(
          "phase %d, epoch %d or sample %d is out of range".formatted(phase, epoch, sample));
    }
    this.seed = seed;
    this.sample = sample;
    this.epoch = epoch;
    this.phaseAndPurpose = (phase << 16) | purpose.code();
  }

  /**
   * One block of Philox4x32-10.
   *
   * @param counter four words
   * @param key the key, low word first
   * @param out four words, may be {@code counter} itself
   */
  static void philox(int[] counter, long key, int[] out) {
    int c0 = counter[0];
    int c1 = counter[1];
    int c2 = counter[2];
    int c3 = counter[3];
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = (MULTIPLIER_0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
      long product1 = (MULTIPLIER_1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }

  /** Uniform over all 2^32 values. */
  @Override
  public int nextInt() {
    if (used == 4) {
      block[0] = blockIndex++;
      block[1] = sample;
      block[2] = epoch;
      block[3] = phaseAndPurpose;
      philox(block, seed, block);
      used = 0;
    }
    return block[used++];
  }

  /** Uniform over all 2^64 values: two words, high first. */
  @Override
  public long nextLong() {
    return ((long) nextInt() << 32) | (nextInt() & 0xFFFFFFFFL);
  }

  /**
   * Uniform in [0, bound), without bias: words below 2^32 mod bound are drawn again.
   *
   * @param bound at least 1
   */
  @Override
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be at least 1, not " + bound);
    }
    long reject = (1L << 32) % bound;
    long word;
    do {
      word = nextInt() & 0xFFFFFFFFL;
    } while (word < reject);
    return (int) (word % bound);
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  @Override
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [origin, bound), computed as origin + u (bound - origin). */
  @Override
  public double nextDouble(double origin, double bound) {
    return origin + nextDouble() * (bound - origin);
  }

  /** Standard normal by Box and Muller's transform, cosine half only, in StrictMath. */
  @Override
  public double nextGaussian() {
    double u = 1 - nextDouble();
    double v = nextDouble();
    return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
  }

  /** A uniform permutation of 0 .. n-1 by Fisher and Yates. */
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
