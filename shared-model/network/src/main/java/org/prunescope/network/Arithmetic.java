package org.prunescope.network;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
      case BFLOAT16 -> Casts.cast(Casts.TO_BFLOAT16, array);
    };
  }

  /** A product in single precision: a copy, or the array itself. */
  PtNDArray single(PtNDArray product) {
    return switch (precision) {
      case FLOAT32 -> product;
      case BFLOAT16 -> Casts.cast(Casts.TO_FLOAT32, product);
    };
  }

  /**
   * Casts that DJL lacks: asked for bfloat16 it ends the process. {@code casts.py} makes the
   * modules. They live as long as the process; any thread may use them.
   */
  private static final class Casts {
    private static final PtSymbolBlock TO_BFLOAT16 = load("to-bfloat16.pt");
    private static final PtSymbolBlock TO_FLOAT32 = load("to-float32.pt");

    private static PtNDArray cast(PtSymbolBlock module, PtNDArray array) {
      // As in training, for else no gradient is recorded.
      return (PtNDArray) IValueUtils.forward(module, new NDList(array), true).head();
    }

    private static PtSymbolBlock load(String resource) {
      try (InputStream in = Arithmetic.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new FileNotFoundException(resource);
        }
        return JniUtils.loadModule(Libtorch.newManager(), in, false, false);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
