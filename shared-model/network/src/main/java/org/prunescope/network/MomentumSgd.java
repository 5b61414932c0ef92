package org.prunescope.network;

import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.Optimiser;

/**
 * Stochastic gradient descent with PyTorch's semantics and masks.
 *
 * <pre>
 *   g = gradient + weightDecay w
 *   b = g                                 at the first update
 *   b = momentum b + (1 - dampening) g    afterwards
 *   w = w - learningRate (g + momentum b)    with Nesterov
 *   w = w - learningRate b                   otherwise; g itself where momentum is 0
 * </pre>
 *
 * <p>Where a mask is 0, both w and b are +0.0 afterwards. Differs from PyTorch by rounding only: it
 * multiplies and adds in one operation where this does it in two.
 */
final class MomentumSgd {
  private final Optimiser settings;
  private final PtNDArray momentum;
  private final PtNDArray weightDecay;
  private final PtNDArray undampened;
  private final PtNDArray zero;
  private final Map<String, PtNDArray> buffers;
  private final Map<String, PtNDArray> masks;

  /**
   * @param buffers by parameter; empty before the first update
   * @param masks factors 0 and 1 by parameter; absent where nothing is pruned
   */
  MomentumSgd(
      Optimiser settings,
      ArrayLoader loader,
      Map<String, PtNDArray> buffers,
      Map<String, PtNDArray> masks) {
    this.settings = settings;
    this.momentum = loader.scalar(settings.momentum());
    this.weightDecay = loader.scalar(settings.weightDecay());
    this.undampened = loader.scalar(1 - settings.dampening());
    this.zero = loader.scalar(0);
    this.buffers = new HashMap<>(buffers);
    this.masks = Map.copyOf(masks);
  }

  /**
   * Updates one parameter in place.
   *
   * @param gradient is overwritten
   * @param learningRate without dimensions
   */
  void update(String name, PtNDArray parameter, PtNDArray gradient, PtNDArray learningRate) {
    if (settings.weightDecay() != 0) {
      try (PtNDArray decay = JniUtils.mul(parameter, weightDecay)) {
        JniUtils.addi(gradient, decay);
      }
    }
    if (settings.momentum() == 0) {
      descend(parameter, gradient, learningRate);
    } else {
      PtNDArray buffer = accumulate(name, gradient);
      if (settings.nesterov()) {
        try (PtNDArray ahead = JniUtils.mul(buffer, momentum)) {
          JniUtils.addi(gradient, ahead);
        }
        descend(parameter, gradient, learningRate);
      } else {
        descend(parameter, buffer, learningRate);
      }
      prune(name, buffer);
    }
    prune(name, parameter);
  }

  /** The momentum buffers by parameter. */
  Map<String, PtNDArray> buffers() {
    return Collections.unmodifiableMap(buffers);
  }

  private PtNDArray accumulate(String name, PtNDArray gradient) {
    PtNDArray buffer = buffers.get(name);
    if (buffer == null) {
      PtNDArray first = JniUtils.clone(gradient);
      NDScope.unregister(first);
      buffers.put(name, first);
      return first;
    }
    JniUtils.muli(buffer, momentum);
    if (settings.dampening() == 0) {
      JniUtils.addi(buffer, gradient);
    } else {
      try (PtNDArray dampened = JniUtils.mul(gradient, undampened)) {
        JniUtils.addi(buffer, dampened);
      }
    }
    return buffer;
  }

  private static void descend(PtNDArray parameter, PtNDArray direction, PtNDArray learningRate) {
    try (PtNDArray change = JniUtils.mul(direction, learningRate)) {
      JniUtils.subi(parameter, change);
    }
  }

  private void prune(String name, PtNDArray values) {
    @Nullable PtNDArray mask = masks.get(name);
    if (mask != null) {
      JniUtils.muli(values, mask);
      // A negative value times 0 is -0.0, which is another bit pattern; adding +0.0 undoes that.
      JniUtils.addi(values, zero);
    }
  }
}
