package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PredictionDepthTest {
  // Four samples of true label and final prediction 1, three probes.
  private static final int[][] PROBES = {
    {1, 0, 1, 1},
    {1, 1, 0, 1},
    {1, 1, 1, 0}
  };
  private static final int[] LABELS = {1, 1, 1, 1};

  @Test
  void countsFinalPredictionFromZeroToTheNumberOfProbes() {
    assertThat(PredictionDepth.byFinalPrediction(PROBES, LABELS)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void countsTrueLabelFromOne() {
    assertThat(PredictionDepth.byTrueLabel(PROBES, LABELS)).containsExactly(1, 1, 2, 3);
  }
}
