package org.prunescope.gateway;

import java.util.List;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.gateway.ExemplarPage.Exemplar;

/**
 * What each pruned population of an experiment makes of one test sample.
 *
 * @param sample index in the test set, from 0
 * @param image path of its PNG
 * @param fates of the variants that are compared, in the plan's order
 */
public record SampleFates(ExperimentId experiment, int sample, String image, List<Fate> fates) {
  public SampleFates {
    fates = List.copyOf(fates);
  }

  /**
   * The sample in one variant.
   *
   * @param exemplar with equal votes to the smallest label
   */
  public record Fate(VariantId variant, VariantId baseline, Exemplar exemplar) {}
}
