package org.prunescope.network;

/**
 * How images, activations and convolutions' weights lie in memory. States and outputs have
 * PyTorch's order in both; only their last bits differ, because sums run in another order.
 */
public enum MemoryLayout {
  /** A pixel's channels side by side, which the CPU's convolutions are fastest with. */
  CHANNELS_LAST,
  /**
   * A channel's pixels side by side, PyTorch's default. Slower, but its batch normalisation sums
   * more precisely: what is compared with PyTorch's defaults to five digits must use it.
   */
  CONTIGUOUS
}
