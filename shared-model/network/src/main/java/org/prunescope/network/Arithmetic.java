package org.prunescope.network;

import ai.djl.pytorch.engine.PtNDArray;
import org.prunescope.contract.experiment.Precision;

/**
 * The numbers in which a forward pass multiplies, as PyTorch's autocast has it: convolutions and
 * linear layers compute on bfloat16 copies of their inputs and weights; what lies between them
 * takes the activations as they come, batch normalisation with parameters and statistics in single
 * precision. Gradients of the copies reach what was copied, in single precision.
 */
final class Arithmetic {
  private final Precision precision;

  /**
   * @throws IllegalArgumentException where this process cannot compute so
   */
  Arithmetic(Precision precision) {
    if (!ThisProcess.precisions().contains(precision)) {
      throw new IllegalArgumentException("this processor does not compute in " + precision.text());
    }
    this.precision = precision;
  }

  /** The array as a product's factor: a copy, or the array itself, which is not to be closed. */
  PtNDArray factor(PtNDArray array) {
    return switch (precision) {
      case FLOAT32 -> array;
      case BFLOAT16 -> Casts.TO_BFLOAT16.apply(array);
    };
  }

  /** A product in single precision: a copy, or the array itself. */
  PtNDArray single(PtNDArray product) {
    return switch (precision) {
      case FLOAT32 -> product;
      case BFLOAT16 -> Casts.TO_FLOAT32.apply(product);
    };
  }

  /** DJL has none: asked for bfloat16 it ends the process. */
  private static final class Casts {
    private static final TorchScript TO_BFLOAT16 = new TorchScript("to-bfloat16");
    private static final TorchScript TO_FLOAT32 = new TorchScript("to-float32");
  }
}
