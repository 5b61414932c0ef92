package org.prunescope.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * The native library, loaded once per process, and bounded computations on it.
 *
 * <p>Gradient recording and thread count are per Java thread; a computation sets both, so that
 * networks on different Java threads neither share cores nor gradients.
 */
final class Libtorch {
  private static final Engine ENGINE = load();

  private Libtorch() {}

  private static Engine load() {
    // DJL would look for newer natives and report its use otherwise.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    return Engine.getEngine("PyTorch");
  }

  /** Its release, such as {@code 2.7.1}. */
  static String version() {
    return ENGINE.getVersion();
  }

  /** Whether it can compute on a GPU here. */
  static boolean hasGpu() {
    return ENGINE.getGpuCount() > 0;
  }

  /** Where arrays are. */
  static Device device() {
    return switch (ThisProcess.device()) {
      case CPU -> Device.cpu();
      case GPU -> Device.gpu();
    };
  }

  /** Owner of a network's arrays; closing it frees them. */
  static PtNDManager newManager() {
    return (PtNDManager) ENGINE.newBaseManager(device());
  }

  /**
   * Computes on the calling thread, without recording gradients, and then frees every array that
   * was made on the way and not kept.
   *
   * @param threads that libtorch may use, at least 1
   */
  static <T> T compute(int threads, Supplier<T> computation) {
    // Asking also makes libtorch prepare this thread, which would otherwise undo the setting later.
    if (JniUtils.getNumThreads() != threads) {
      JniUtils.setNumThreads(threads);
    }
    JniUtils.setGradMode(false);
    NDScope scope = new NDScope();
    try {
      return computation.get();
    } finally {
      scope.close();
    }
  }

  /** Computes with every operation recorded for the backward pass. */
  static <T> T recordingGradients(Supplier<T> computation) {
    JniUtils.setGradMode(true);
    try {
      return computation.get();
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  /** Refuses a number of threads below 1. */
  static int requireThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
    return threads;
  }
}
