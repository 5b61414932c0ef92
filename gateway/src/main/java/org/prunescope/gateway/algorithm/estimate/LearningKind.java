package org.prunescope.gateway.algorithm.estimate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.plan.Learning;

/** Ways to learn whose speeds are not comparable, each of one {@link Learning}. */
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

  /**
   * How a phase learns.
   *
   * @throws IllegalArgumentException where there is no kind of this learning's name
   */
  public static LearningKind of(Learning learning) {
    return Arrays.stream(values())
        .filter(kind -> kind.text.equals(learning.text()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no speeds are known of " + learning.text()));
  }

  /**
   * What one view of an image costs, in multiply-adds: a pass forward, and twice as much again
   * where gradients of inputs and of weights go back through the network.
   */
  double costOfAnImage(Architecture architecture) {
    return (double) architecture.multiplyAdds() * forwards;
  }
}
