package org.prunescope.gateway.rest;

import jakarta.ws.rs.NotFoundException;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.experiment.VariantId;

/** What paths name; what cannot be the name of anything is not there. */
final class PathNames {
  private PathNames() {}

  static ExperimentId parse(String id) {
    try {
      return new ExperimentId(id);
    } catch (IllegalArgumentException e) {
      throw unknown(id);
    }
  }

  static NotFoundException unknown(String id) {
    return new NotFoundException("There is no experiment " + id + ".");
  }

  static VariantId parseVariant(String id, String experiment) {
    try {
      return new VariantId(id);
    } catch (IllegalArgumentException e) {
      throw unknownVariant(id, experiment);
    }
  }

  static NotFoundException unknownVariant(String id, String experiment) {
    return new NotFoundException(
        "There is no variant %s in experiment %s.".formatted(id, experiment));
  }

  static RunId parseRun(String experiment, String variant, String seed) {
    try {
      return RunId.parse(experiment + "/" + variant + "/" + seed);
    } catch (IllegalArgumentException e) {
      throw unknownRun(experiment, variant, seed);
    }
  }

  static NotFoundException unknown(RunId run) {
    return unknownRun(run.experiment().value(), run.variant().value(), Long.toString(run.seed()));
  }

  private static NotFoundException unknownRun(String experiment, String variant, String seed) {
    return new NotFoundException(
        "There is no run %s/%s in experiment %s.".formatted(variant, seed, experiment));
  }
}
