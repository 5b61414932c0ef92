package org.prunescope.gateway.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.gateway.algorithm.estimate.TrainingCost;

/** What an experiment's runs have behind them and before them. */
@ApplicationScoped
public class OutstandingWork {
  private final Session session;

  OutstandingWork(Session session) {
    this.session = session;
  }

  /**
   * Costs of training, in {@link TrainingCost}'s unit.
   *
   * @param all of every run
   * @param left of runs that are still to end
   * @param since when the first of the experiment's events came; null before
   */
  public record Costs(long all, long left, @Nullable Instant since) {}

  /** What an experiment costs. */
  @Transactional
  public Costs of(ExperimentId experiment) {
    long[] costs = new long[2];
    session
        .createSelectionQuery(
            "select v, r.updatesMade, r.state from RunEntity r join r.variant v"
                + " where r.experiment = :experiment",
            Object[].class)
        .setParameter("experiment", experiment.value())
        .getResultStream()
        .forEach(
            row -> {
              VariantEntity variant = (VariantEntity) row[0];
              costs[0] += variant.remainingCost(0);
              if (!Experiments.isFinal((RunState) row[2])) {
                costs[1] += variant.remainingCost((Long) row[1]);
              }
            });
    Instant since =
        session
            .createSelectionQuery(
                "select at from EventEntity where experiment = :experiment and n = 1",
                Instant.class)
            .setParameter("experiment", experiment.value())
            .getSingleResultOrNull();
    return new Costs(costs[0], costs[1], since);
  }
}
