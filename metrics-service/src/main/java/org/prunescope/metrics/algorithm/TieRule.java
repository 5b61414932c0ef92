package org.prunescope.metrics.algorithm;

/** Which label wins where several have equally many votes. */
public enum TieRule {
  /** As in the code of Corti et al. 2022. */
  SMALLEST_LABEL,
  /** As in the code of Hooker et al. 2019. */
  LARGEST_LABEL
}
