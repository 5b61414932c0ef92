package org.prunescope.network;

/** What a process computes its networks on. */
public enum ComputeDevice {
  CPU,
  /** The first GPU that CUDA shows to the process. */
  GPU
}
