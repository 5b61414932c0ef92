package org.prunescope.metrics.evaluation;

import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.network.Architecture;

/** Makes networks of checkpoints. */
public interface FrozenNetworks {
  /**
   * The network of a checkpoint.
   *
   * @param classes of its classifier
   * @throws org.prunescope.contract.checkpoint.InvalidTensorFileException where the content is not
   *     a whole checkpoint of this architecture
   */
  FrozenNetwork load(Architecture architecture, int classes, Safetensors.Content content);
}
