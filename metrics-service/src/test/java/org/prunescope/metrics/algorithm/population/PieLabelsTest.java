package org.prunescope.metrics.algorithm.population;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PieLabelsTest {
  @Test
  void countsPiesByTrueDenseAndPrunedLabelInTheirOrder() {
    int[] trueLabels = {2, 0, 0, 1, 0, 300};
    int[] dense = {2, 0, 0, 1, 1, 300};
    int[] pruned = {0, 1, 1, 1, 2, 7};

    // Sample 3 is no PIE.
    assertThat(PieLabels.of(trueLabels, dense, pruned))
        .containsExactly(
            new PieLabels(0, 0, 1, 2),
            new PieLabels(0, 1, 2, 1),
            new PieLabels(2, 2, 0, 1),
            new PieLabels(300, 300, 7, 1));
  }

  @Test
  void areNoneWithoutPies() {
    assertThat(PieLabels.of(new int[] {1}, new int[] {0}, new int[] {0})).isEmpty();
  }
}
