package org.prunescope.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.gateway.persistence.ExperimentStatus;
import org.prunescope.gateway.persistence.Experiments;
import org.prunescope.gateway.persistence.PublishedResults;
import org.prunescope.gateway.persistence.PublishedResults.NotPublishedException;
import org.prunescope.gateway.persistence.RunStatus;
import org.prunescope.gateway.persistence.Runs;

/** Where experiments stand, and what came out of them. */
@ApplicationScoped
public class ShowExperiments {
  private final Experiments experiments;
  private final Runs runs;
  private final PublishedResults results;

  ShowExperiments(Experiments experiments, Runs runs, PublishedResults results) {
    this.experiments = experiments;
    this.runs = runs;
    this.results = results;
  }

  /**
   * What came out of an experiment so far.
   *
   * @param complete whether nothing more will change
   * @param variants one row per variant, in the plan's order; columns of results.v1_variants
   * @param comparisons one row per pruned variant; columns of results.v1_comparisons
   */
  public record Results(
      ExperimentId experiment,
      boolean complete,
      List<JsonNode> variants,
      List<JsonNode> comparisons) {
    public Results {
      variants = List.copyOf(variants);
      comparisons = List.copyOf(comparisons);
    }
  }

  /** Every experiment, the newest first. */
  public List<ExperimentStatus> all() {
    List<ExperimentStatus> all = experiments.all();
    Map<ExperimentId, Long> due = results.comparisonsDue();
    return all.stream().map(status -> status.due(due.getOrDefault(status.id(), 0L))).toList();
  }

  /** One experiment. */
  public Optional<ExperimentStatus> status(ExperimentId id) {
    // Runs first: a run counts as measured only after its comparison is due.
    return experiments
        .status(id)
        .map(status -> status.due(results.comparisonsDue().getOrDefault(id, 0L)));
  }

  /** What was submitted. */
  public Optional<Experiment> request(ExperimentId id) {
    return experiments.request(id);
  }

  /** An experiment's runs in the order of their release; none where there is no such experiment. */
  public List<RunStatus> runs(ExperimentId id) {
    return runs.of(id);
  }

  /**
   * An experiment's results.
   *
   * @throws NotPublishedException where metrics has never started on this database
   */
  public Optional<Results> results(ExperimentId id) throws NotPublishedException {
    Optional<ExperimentStatus> status = status(id);
    if (status.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Results(id, status.get().complete(), results.variants(id), results.comparisons(id)));
  }
}
