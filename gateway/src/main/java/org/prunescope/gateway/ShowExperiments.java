package org.prunescope.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.gateway.persistence.ExperimentPages;
import org.prunescope.gateway.persistence.ExperimentStatus;
import org.prunescope.gateway.persistence.Experiments;
import org.prunescope.gateway.persistence.PublishedResults;
import org.prunescope.gateway.persistence.PublishedResults.NotPublishedException;
import org.prunescope.gateway.persistence.RunPages;

/** Where experiments stand, and what came out of them. */
@ApplicationScoped
public class ShowExperiments {
  private final Experiments experiments;
  private final ExperimentPages pages;
  private final RunPages runs;
  private final PublishedResults results;

  ShowExperiments(
      Experiments experiments, ExperimentPages pages, RunPages runs, PublishedResults results) {
    this.experiments = experiments;
    this.pages = pages;
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

  /** What there is of these experiments, the newest first. */
  public List<ExperimentStatus> find(ExperimentPages.Query query) {
    return pages.find(query);
  }

  /** One experiment. */
  public Optional<ExperimentStatus> status(ExperimentId id) {
    // Runs first: a run counts as measured only after its comparison is due.
    return experiments.status(id).map(status -> status.due(results.comparisonsDue(id)));
  }

  /** What was submitted. */
  public Optional<Experiment> request(ExperimentId id) {
    return experiments.request(id);
  }

  /** An experiment's variants, in the plan's order; none where there is no such experiment. */
  public List<VariantId> variants(ExperimentId id) {
    return experiments.variants(id);
  }

  /** What there is of these runs; empty where there is no such experiment. */
  public Optional<List<RunPages.Placed>> runs(RunPages.Query query) {
    return experiments.plan(query.experiment()).map(plan -> runs.find(query));
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
