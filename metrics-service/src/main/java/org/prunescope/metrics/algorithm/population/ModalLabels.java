package org.prunescope.metrics.algorithm.population;

import org.prunescope.metrics.algorithm.LabelVotes;
import org.prunescope.metrics.algorithm.TieRule;

/**
 * What a population says of each sample.
 *
 * @param smallest most frequent label by sample; equal votes: the smallest
 * @param largest most frequent label by sample; equal votes: the largest
 * @param agreement share of the networks that give the sample this label, above 0 to 1
 */
public record ModalLabels(int[] smallest, int[] largest, double[] agreement) {
  static ModalLabels of(LabelVotes votes) {
    return new ModalLabels(
        votes.modalLabels(TieRule.SMALLEST_LABEL),
        votes.modalLabels(TieRule.LARGEST_LABEL),
        votes.agreement());
  }
}
