package org.prunescope.benchmarks;

/**
 * How much is measured, each at least 1.
 *
 * @param support training images of the k-NN probes
 * @param queries test images of the k-NN probes
 * @param models networks of each population
 * @param samples test images that populations predict and that have a latent
 */
record Sizes(int support, int queries, int models, int samples) {
  Sizes {
    if (support < 1 || queries < 1 || models < 1 || samples < 1) {
      throw new IllegalArgumentException("sizes must be at least 1");
    }
  }
}
