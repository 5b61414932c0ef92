package org.prunescope.trainer.algorithm;

import java.util.Arrays;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;

/**
 * Which samples each update of a phase sees. Every epoch goes through all samples once, in an order
 * of its own; the last batch of an epoch holds what is left.
 *
 * <p>A pure function of its settings, whatever was asked before; the order of the last epoch is
 * kept, so ask in ascending order. Not thread-safe.
 */
public final class SampleOrder {
  private final long seed;
  private final int phase;
  private final int samples;
  private final int batchSize;
  private final int stepsPerEpoch;
  private int orderedEpoch = -1;
  private int[] order = new int[0];

  /**
   * @param seed of the run
   * @param phase index of the phase
   * @param samples in the training set, at least 1
   * @param batchSize at least 1
   */
  public SampleOrder(long seed, int phase, int samples, int batchSize) {
    this.seed = seed;
    this.phase = phase;
    this.samples = samples;
    this.batchSize = batchSize;
    this.stepsPerEpoch = Math.ceilDiv(samples, batchSize);
  }

  /**
   * The epoch that an update belongs to, from 0.
   *
   * @param step of the update within the phase, from 1
   */
  public int epoch(int step) {
    return (step - 1) / stepsPerEpoch;
  }

  /**
   * Indices of the samples of one update.
   *
   * @param step of the update within the phase, from 1
   */
  public int[] batch(int step) {
    int epoch = epoch(step);
    if (epoch != orderedEpoch) {
      order = new RandomStream(seed, phase, epoch, 0, Purpose.SAMPLE_ORDER).permutation(samples);
      orderedEpoch = epoch;
    }
    int from = (step - 1) % stepsPerEpoch * batchSize;
    return Arrays.copyOfRange(order, from, Math.min(from + batchSize, samples));
  }
}
