package org.prunescope.metrics.algorithm.population;

import java.util.OptionalInt;

/** Samples by true label and whether they are a PIE: the cells that every subset is made of. */
final class SampleGroups {
  private final int classes;
  private final int[] groupOf;

  SampleGroups(boolean[] pies, int[] trueLabels, int classes) {
    this.classes = classes;
    this.groupOf = new int[trueLabels.length];
    for (int sample = 0; sample < groupOf.length; sample++) {
      groupOf[sample] = 2 * trueLabels[sample] + (pies[sample] ? 1 : 0);
    }
  }

  int classes() {
    return classes;
  }

  /** Groups are counted from 0. */
  int count() {
    return 2 * classes;
  }

  int samples() {
    return groupOf.length;
  }

  int of(int sample) {
    return groupOf[sample];
  }

  /** Whether a group's samples are of the subset and, where one is given, of the class. */
  static boolean belongs(int group, Subset subset, OptionalInt label) {
    return subset.contains(group % 2 == 1) && (label.isEmpty() || label.getAsInt() == group / 2);
  }
}
