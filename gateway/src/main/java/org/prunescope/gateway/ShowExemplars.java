package org.prunescope.gateway;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Variant;
import org.prunescope.gateway.ExemplarPage.Depth;
import org.prunescope.gateway.ExemplarPage.Exemplar;
import org.prunescope.gateway.ExemplarPage.Floor;
import org.prunescope.gateway.ExemplarPage.Label;
import org.prunescope.gateway.ExemplarPage.Sides;
import org.prunescope.gateway.SampleFates.Fate;
import org.prunescope.gateway.persistence.PublishedExemplars;
import org.prunescope.gateway.persistence.PublishedExemplars.Query;
import org.prunescope.gateway.persistence.PublishedExemplars.TieRule;
import org.prunescope.gateway.persistence.PublishedResults.NotPublishedException;

/** Shows which images a pruned population sees otherwise than its baseline. */
@ApplicationScoped
public class ShowExemplars {
  private final PublishedExemplars published;

  ShowExemplars(PublishedExemplars published) {
    this.published = published;
  }

  /** The variant has no exemplars, now or ever; the message is for people. */
  public static final class NotComparedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotComparedException(String message) {
      super(message);
    }
  }

  /**
   * One page.
   *
   * @param variant of the plan, as the query has it
   * @throws NotComparedException where it is a baseline, or not compared yet
   * @throws NotPublishedException where metrics has never started on this database
   */
  public ExemplarPage page(Plan plan, Variant variant, Query query)
      throws NotComparedException, NotPublishedException {
    VariantId baseline = variant.baseline();
    if (baseline == null) {
      throw new NotComparedException(
          "%s is a baseline: pruned variants are compared with it.".formatted(variant.id()));
    }
    JsonNode comparison = comparison(query);
    Query oneMore =
        new Query(
            query.experiment(),
            query.variant(),
            query.tie(),
            query.onlyPies(),
            query.trueLabel(),
            query.order(),
            query.limit() + 1,
            query.after());
    List<Exemplar> found =
        published.ranked(oneMore).stream().map(row -> exemplar(plan, row)).toList();
    boolean isLast = found.size() <= query.limit();
    List<Exemplar> page = isLast ? found : found.subList(0, query.limit());
    boolean smallest = query.tie() == TieRule.SMALLEST;
    return new ExemplarPage(
        query.experiment(),
        query.variant(),
        baseline,
        comparison.path("n").intValue(),
        query.tie(),
        comparison.path(smallest ? "piesSmallestLabel" : "piesLargestLabel").intValue(),
        floor(comparison, smallest ? "floor" : "floorLargest"),
        page,
        isLast ? null : Integer.valueOf(page.getLast().sample()));
  }

  /**
   * What the experiment's compared variants make of a test sample.
   *
   * @param sample of the plan's data set
   * @throws NotPublishedException where metrics has never started on this database
   */
  public SampleFates fates(Plan plan, int sample) throws NotPublishedException {
    Map<String, JsonNode> rows =
        published.ofSample(plan.experiment(), sample).stream()
            .collect(toMap(row -> row.path("variant").asText(), row -> row));
    List<Fate> fates = new ArrayList<>();
    for (Variant variant : plan.variants()) {
      JsonNode row = rows.get(variant.id().value());
      VariantId baseline = variant.baseline();
      if (row != null && baseline != null) {
        fates.add(new Fate(variant.id(), baseline, exemplar(plan, row)));
      }
    }
    return new SampleFates(plan.experiment(), sample, image(plan, sample), fates);
  }

  private JsonNode comparison(Query query) throws NotComparedException, NotPublishedException {
    Optional<JsonNode> comparison = published.comparison(query.experiment(), query.variant());
    String state = comparison.map(row -> row.path("state").asText()).orElse("waiting for runs");
    if (comparison.isEmpty() || !state.equals("compared")) {
      throw new NotComparedException(
          "%s is not compared yet: it is %s.".formatted(query.variant(), state));
    }
    return comparison.get();
  }

  private static Floor floor(JsonNode comparison, String prefix) {
    return new Floor(
        number(comparison, prefix + "Mean"),
        number(comparison, prefix + "Low"),
        number(comparison, prefix + "High"),
        number(comparison, prefix + "P"));
  }

  private static String image(Plan plan, int sample) {
    return "/api/v1/experiments/%s/samples/%d.png".formatted(plan.experiment(), sample);
  }

  private static Exemplar exemplar(Plan plan, JsonNode row) {
    int sample = row.path("sample").intValue();
    return new Exemplar(
        sample,
        image(plan, sample),
        label(plan, row, "trueLabel"),
        label(plan, row, "dense"),
        label(plan, row, "pruned"),
        sides(row, "Agreement"),
        row.path("taxicab").doubleValue(),
        row.path("counts").booleanValue(),
        sides(row, "Q"),
        new Depth(sides(row, "DepthFinalPrediction"), sides(row, "DepthTrueLabel")));
  }

  private static Label label(Plan plan, JsonNode row, String column) {
    int label = row.path(column).intValue();
    return new Label(label, plan.dataSet().classes().get(label));
  }

  private static Sides sides(JsonNode row, String column) {
    return new Sides(number(row, "dense" + column), number(row, "pruned" + column));
  }

  private static @Nullable Double number(JsonNode row, String column) {
    JsonNode value = row.path(column);
    return value.isNumber() ? Double.valueOf(value.doubleValue()) : null;
  }
}
