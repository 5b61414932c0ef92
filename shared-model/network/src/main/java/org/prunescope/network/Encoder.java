package org.prunescope.network;

import ai.djl.pytorch.engine.PtNDArray;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.ResNet;
import org.prunescope.contract.network.WideResNet;

/** From images to latent, per family of architectures. */
final class Encoder {
  private Encoder() {}

  /**
   * The latent of each image.
   *
   * @param images (N, 3, H, W)
   * @return (N, latent width)
   */
  static PtNDArray latent(Architecture architecture, PtNDArray images, ForwardPass pass) {
    return switch (architecture) {
      case WideResNet network -> WideResNetForward.latent(network, images, pass);
      case ResNet network -> ResNetForward.latent(network, images, pass);
    };
  }
}
