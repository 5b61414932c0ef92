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

/**
 * An operation of libtorch that DJL lacks: a TorchScript module that {@code operations.py} has
 * made. It lives as long as the process; any thread may use it.
 */
final class TorchScript {
  private final PtSymbolBlock module;

  /**
   * @param name of the module's file, without its ending
   */
  TorchScript(String name) {
    String resource = name + ".pt";
    try (InputStream in = TorchScript.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(resource);
      }
      module = JniUtils.loadModule(Libtorch.newManager(), in, false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The operation's result; recorded for the backward pass where gradients are recorded. */
  PtNDArray apply(PtNDArray array) {
    // As in training, for else no gradient would be recorded.
    return (PtNDArray) IValueUtils.forward(module, new NDList(array), true).head();
  }
}
