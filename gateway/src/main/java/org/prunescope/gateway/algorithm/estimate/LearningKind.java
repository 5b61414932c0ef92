package org.prunescope.gateway.algorithm.estimate;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.plan.Learning;

/** Ways to learn whose speeds are not comparable. */
public enum LearningKind {
  @JsonProperty("cross-entropy")
  CROSS_ENTROPY("cross-entropy", 3),
  /** Nothing goes back through the encoder. */
  @JsonProperty("linear-probe")
  LINEAR_PROBE("linear-probe", 1),
  @JsonProperty("contrastive")
  CONTRASTIVE("contrastive", 3);

  private final String text;
  private final int forwards;

  LearningKind(String text, int forwards) {
    this.text = text;
    this.forwards = forwards;
  }

  /** The learning's name. */
  String text() {
    return text;
  }

  /** How a phase learns. */
  public static LearningKind of(Learning learning) {
    return switch (learning) {
      case Learning.CrossEntropy crossEntropy -> CROSS_ENTROPY;
      case Learning.LinearProbe probe -> LINEAR_PROBE;
      case Learning.Contrastive contrastive -> CONTRASTIVE;
    };
  }

  /**
   * What one view of an image costs, in multiply-adds: a pass forward, and twice as much again
   * where gradients of inputs and of weights go back through the network.
   */
  double costOfAnImage(Architecture architecture) {
    return (double) architecture.multiplyAdds() * forwards;
  }
}
