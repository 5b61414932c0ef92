package org.prunescope.contract.plan;

import java.util.List;
import java.util.Objects;

/**
 * What exactly was planned with: a data set with another fingerprint is refused.
 *
 * @param sha256 over class names, labels and pixels of both splits, 64 hexadecimal digits
 * @param classes names, in the order of their labels
 * @param trainSamples at least 1
 * @param testSamples at least 1
 */
public record DataSetFingerprint(
    String sha256, List<String> classes, int trainSamples, int testSamples) {
  public DataSetFingerprint {
    Objects.requireNonNull(sha256, "sha256");
    classes = List.copyOf(classes);
  }
}
