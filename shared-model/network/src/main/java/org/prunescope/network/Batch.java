package org.prunescope.network;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.Map;
import org.prunescope.contract.network.EncoderLayout;

/**
 * What one update sees: a network and images with their labels.
 *
 * @param tensors of the network; those that train are leaves of the graph
 * @param images (views x N, 3, H, W), the first views of all images first
 * @param labels class of each of the N images
 * @param loader of further arrays
 */
record Batch(
    EncoderLayout encoder,
    Map<String, PtNDArray> tensors,
    Arithmetic arithmetic,
    PtNDArray images,
    int[] labels,
    ArrayLoader loader) {
  /** A forward pass through the network. */
  ForwardPass pass(ForwardPass.Normalisation normalisation) {
    return new ForwardPass(encoder, tensors, normalisation, arithmetic, false);
  }
}
