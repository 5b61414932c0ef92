package org.prunescope.gateway.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.gateway.ExemplarPage;
import org.prunescope.gateway.LatentMap;
import org.prunescope.gateway.persistence.ExperimentStatus;
import org.prunescope.gateway.persistence.RunEnvironments;

/**
 * All that a report shows, as the API's answers have it. What is not measured yet is absent.
 *
 * @param version of this gateway
 * @param request what was submitted, with every default
 * @param dataSet what it was planned with
 * @param environments what its runs trained in, as far as that is known
 * @param variants rows of results.v1_variants, in the plan's order
 * @param comparisons rows of results.v1_comparisons
 * @param estimates rows of results.v1_estimates: Q-Score and depth over all test images
 * @param details comparisons that are shown image by image
 * @param images PNGs of the details' exemplars as data addresses, by sample
 * @param imagesMissing why there are no images; null where there are
 */
public record ReportRecord(
    Instant madeAt,
    String version,
    ExperimentStatus status,
    Experiment request,
    DataSetFingerprint dataSet,
    List<RunEnvironments.Used> environments,
    List<JsonNode> variants,
    List<JsonNode> comparisons,
    List<JsonNode> estimates,
    List<Detail> details,
    Map<Integer, String> images,
    @Nullable String imagesMissing) {
  public ReportRecord {
    environments = List.copyOf(environments);
    variants = List.copyOf(variants);
    comparisons = List.copyOf(comparisons);
    estimates = List.copyOf(estimates);
    details = List.copyOf(details);
    images = Map.copyOf(images);
  }

  /**
   * A comparison, image by image.
   *
   * @param points of the scatters, as columns
   * @param classes rows of results.v1_classes
   * @param exemplars PIEs, the clearest first
   * @param latents null where none are measured
   */
  public record Detail(
      VariantId variant,
      JsonNode points,
      List<JsonNode> classes,
      ExemplarPage exemplars,
      @Nullable Latents latents) {
    public Detail {
      classes = List.copyOf(classes);
    }
  }

  /** Maps of the latents of one seed's two networks, of the points and in their order. */
  public record Latents(long seed, LatentMap dense, LatentMap pruned) {}
}
