package org.prunescope.network;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.prunescope.contract.network.WideResNet;

/** The forward pass of a Wide ResNet's encoder. */
final class WideResNetForward {
  private WideResNetForward() {}

  static PtNDArray latent(WideResNet network, PtNDArray images, ForwardPass pass) {
    PtNDArray features = pass.convolution(images, "conv1", 1);
    pass.tap(features);
    for (WideResNet.Block block : network.blocks()) {
      try (PtNDArray input = features) {
        features = block(block, input, pass);
      }
    }
    try (PtNDArray last = features;
        PtNDArray activated = pass.normalisedRelu(last, "bn1")) {
      return pass.average(activated);
    }
  }

  private static PtNDArray block(WideResNet.Block block, PtNDArray input, ForwardPass pass) {
    String name = block.name();
    try (PtNDArray activated = pass.normalisedRelu(input, name + ".bn1")) {
      PtNDArray sum = residual(block, activated, pass);
      if (block.hasIdentity()) {
        JniUtils.addi(sum, input);
        pass.tap(sum);
      } else {
        try (PtNDArray shortcut =
            pass.convolution(activated, name + ".convShortcut", block.stride())) {
          JniUtils.addi(sum, shortcut);
        }
      }
      return sum;
    }
  }

  private static PtNDArray residual(WideResNet.Block block, PtNDArray activated, ForwardPass pass) {
    String name = block.name();
    PtNDArray hidden;
    try (PtNDArray convolved = pass.convolution(activated, name + ".conv1", block.stride())) {
      hidden = pass.normalisedRelu(convolved, name + ".bn2");
    }
    try (hidden) {
      pass.tap(hidden);
      PtNDArray residual = pass.convolution(hidden, name + ".conv2", 1);
      pass.tap(residual);
      return residual;
    }
  }
}
