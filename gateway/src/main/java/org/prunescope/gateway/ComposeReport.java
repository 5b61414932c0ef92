package org.prunescope.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.plan.Plan;
import org.prunescope.gateway.ExemplarPage.Exemplar;
import org.prunescope.gateway.ShowExemplars.NotComparedException;
import org.prunescope.gateway.persistence.ExperimentStatus;
import org.prunescope.gateway.persistence.PublishedDetails;
import org.prunescope.gateway.persistence.PublishedExemplars.Order;
import org.prunescope.gateway.persistence.PublishedExemplars.Query;
import org.prunescope.gateway.persistence.PublishedExemplars.TieRule;
import org.prunescope.gateway.persistence.PublishedLatents;
import org.prunescope.gateway.persistence.PublishedResults;
import org.prunescope.gateway.persistence.PublishedResults.NotPublishedException;
import org.prunescope.gateway.persistence.RunEnvironments;
import org.prunescope.gateway.report.ReportRecord;
import org.prunescope.gateway.report.ReportRecord.Detail;
import org.prunescope.gateway.report.ReportRecord.Latents;
import org.prunescope.gateway.storage.DataSetMissingException;

/**
 * Collects what a report of an experiment says. Tables of variants are whole; image by image a
 * report shows the sparsest compared variant of each objective and plan, so that it stays a file
 * that can be sent: with {@value #DETAILS} of them on CIFAR-10 it has about 10 MB.
 */
@ApplicationScoped
public class ComposeReport {
  /** Variants that are shown image by image, in the plan's order. */
  static final int DETAILS = 12;

  /** Images in a scatter: all of CIFAR-10's test images. */
  static final int POINTS = 10_000;

  /** PIEs whose images are shown, of each of these variants. */
  static final int EXEMPLARS = 12;

  private final ShowExperiments experiments;
  private final FindPlan plans;
  private final RunEnvironments environments;
  private final PublishedResults results;
  private final PublishedDetails details;
  private final ShowExemplars exemplars;
  private final PublishedLatents maps;
  private final DrawSample draw;
  private final ExportResults exports;
  private final Clock clock;
  private final String version;

  ComposeReport(
      ShowExperiments experiments,
      FindPlan plans,
      RunEnvironments environments,
      PublishedResults results,
      PublishedDetails details,
      ShowExemplars exemplars,
      PublishedLatents maps,
      DrawSample draw,
      ExportResults exports,
      Clock clock,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.experiments = experiments;
    this.plans = plans;
    this.environments = environments;
    this.results = results;
    this.details = details;
    this.exemplars = exemplars;
    this.maps = maps;
    this.draw = draw;
    this.exports = exports;
    this.clock = clock;
    this.version = version;
  }

  /**
   * What the report of an experiment says; empty where there is no such experiment. It takes a
   * place among the exports, since it is held whole.
   *
   * @throws NotPublishedException where metrics has never started on this database
   */
  public Optional<ReportRecord> of(ExperimentId id)
      throws IOException, ArtifactUnreadableException, NotPublishedException, NotComparedException {
    Optional<ExperimentStatus> status = experiments.status(id);
    Optional<Plan> plan = plans.of(id);
    if (status.isEmpty() || plan.isEmpty()) {
      return Optional.empty();
    }
    exports.acquire();
    try {
      return Optional.of(of(status.get(), plan.get()));
    } finally {
      exports.release();
    }
  }

  private ReportRecord of(ExperimentStatus status, Plan plan)
      throws IOException, NotPublishedException, NotComparedException {
    ExperimentId id = plan.experiment();
    List<JsonNode> variants = results.variants(id);
    List<Detail> shown = new ArrayList<>();
    for (VariantId variant : shownImageByImage(variants)) {
      JsonNode points = details.points(id, variant, POINTS);
      shown.add(
          new Detail(
              variant,
              points,
              details.classes(id, variant),
              clearest(plan, variant),
              latents(plan, variant, points)));
    }
    Images images = images(plan, shown);
    return new ReportRecord(
        clock.instant(),
        version,
        status,
        plan.request(),
        plan.dataSet(),
        environments.of(id),
        variants,
        results.comparisons(id),
        details.estimates(id),
        shown,
        images.bySample,
        images.missing);
  }

  /** Of each objective and plan the sparsest variant that is compared. */
  private static List<VariantId> shownImageByImage(Collection<JsonNode> variants) {
    Map<List<String>, JsonNode> sparsest = new LinkedHashMap<>();
    for (JsonNode variant : variants) {
      if (variant.path("pies").isNumber()) {
        sparsest.merge(
            List.of(variant.path("objective").asText(), variant.path("pruningPlan").asText()),
            variant,
            (one, other) ->
                other.path("sparsity").doubleValue() > one.path("sparsity").doubleValue()
                    ? other
                    : one);
      }
    }
    return sparsest.values().stream()
        .limit(DETAILS)
        .map(variant -> new VariantId(variant.path("variant").asText()))
        .toList();
  }

  private ExemplarPage clearest(Plan plan, VariantId variant)
      throws NotComparedException, NotPublishedException {
    return exemplars.page(
        plan,
        plan.variant(variant),
        new Query(
            plan.experiment(),
            variant,
            TieRule.SMALLEST,
            true,
            null,
            Order.DESCENDING,
            EXEMPLARS,
            null));
  }

  /** Of the first seed of which both networks have a map. */
  private @Nullable Latents latents(Plan plan, VariantId variant, JsonNode points)
      throws NotPublishedException {
    VariantId baseline = plan.variant(variant).baseline();
    if (baseline == null || !plan.request().measurement().geometry()) {
      return null;
    }
    for (long seed : plan.request().seeds()) {
      Optional<LatentMap> dense = maps.map(new RunId(plan.experiment(), baseline, seed));
      Optional<LatentMap> pruned = maps.map(new RunId(plan.experiment(), variant, seed));
      if (dense.isPresent() && pruned.isPresent()) {
        List<Integer> samples = new ArrayList<>();
        points.required("sample").forEach(sample -> samples.add(sample.intValue()));
        return new Latents(seed, at(samples, dense.get()), at(samples, pruned.get()));
      }
    }
    return null;
  }

  /** Where a map has these samples, to four decimals. */
  private static LatentMap at(List<Integer> samples, LatentMap map) {
    return new LatentMap(
        map.run(),
        map.attempt(),
        map.share(),
        samples.stream().map(sample -> rounded(map.pc1().get(sample))).toList(),
        samples.stream().map(sample -> rounded(map.pc2().get(sample))).toList());
  }

  private static double rounded(double coordinate) {
    return Math.rint(coordinate * 1e4) / 1e4;
  }

  private record Images(Map<Integer, String> bySample, @Nullable String missing) {}

  /** A report of images that are elsewhere has none, and says so. */
  private Images images(Plan plan, List<Detail> shown) throws IOException {
    Map<Integer, String> images = new TreeMap<>();
    try {
      for (Detail detail : shown) {
        for (Exemplar exemplar : detail.exemplars().exemplars()) {
          if (!images.containsKey(exemplar.sample())) {
            images.put(
                exemplar.sample(),
                "data:image/png;base64,"
                    + Base64.getEncoder().encodeToString(draw.png(plan, exemplar.sample(), 1)));
          }
        }
      }
      return new Images(images, null);
    } catch (DataSetMissingException e) {
      return new Images(Map.of(), e.getMessage());
    }
  }
}
