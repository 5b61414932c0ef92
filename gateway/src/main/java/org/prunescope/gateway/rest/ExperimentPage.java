package org.prunescope.gateway.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prunescope.gateway.persistence.ExperimentStatus;

/**
 * Experiments, the newest first.
 *
 * @param next the value of {@code after} for the next page; null where this is the last
 */
public record ExperimentPage(List<ExperimentStatus> experiments, @Nullable String next) {
  public ExperimentPage {
    experiments = List.copyOf(experiments);
  }
}
