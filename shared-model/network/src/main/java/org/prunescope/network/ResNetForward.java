package org.prunescope.network;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.prunescope.contract.network.ResNet;

/** The forward pass of a ResNet's encoder. */
final class ResNetForward {
  private ResNetForward() {}

  static PtNDArray latent(ResNet network, PtNDArray images, ForwardPass pass) {
    PtNDArray features = stem(images, pass);
    for (ResNet.Block block : network.blocks()) {
      try (PtNDArray input = features) {
        features = block(block, input, pass);
      }
    }
    try (PtNDArray last = features) {
      return pass.average(last);
    }
  }

  private static PtNDArray stem(PtNDArray images, ForwardPass pass) {
    try (PtNDArray convolved = pass.convolution(images, "conv1", 1)) {
      pass.tap(convolved);
      return pass.normalisedRelu(convolved, "bn1");
    }
  }

  private static PtNDArray block(ResNet.Block block, PtNDArray input, ForwardPass pass) {
    try (PtNDArray sum = residual(block, input, pass)) {
      if (block.hasIdentity()) {
        JniUtils.addi(sum, input);
        pass.tap(sum);
      } else {
        String name = block.name() + ".downsample";
        try (PtNDArray convolved = pass.convolution(input, name + ".0", block.stride());
            PtNDArray shortcut = pass.normalised(convolved, name + ".1")) {
          JniUtils.addi(sum, shortcut);
        }
      }
      return pass.relu(sum);
    }
  }

  private static PtNDArray residual(ResNet.Block block, PtNDArray input, ForwardPass pass) {
    String name = block.name();
    PtNDArray hidden;
    try (PtNDArray convolved = pass.convolution(input, name + ".conv1", block.stride())) {
      hidden = pass.normalisedRelu(convolved, name + ".bn1");
    }
    try (hidden;
        PtNDArray convolved = pass.convolution(hidden, name + ".conv2", 1)) {
      pass.tap(hidden);
      pass.tap(convolved);
      return pass.normalised(convolved, name + ".bn2");
    }
  }
}
