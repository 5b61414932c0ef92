package org.prunescope.gateway.persistence;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.gateway.persistence.PublishedResults.NotPublishedException;

/** The view of exemplars, ranked. */
@ApplicationScoped
public class PublishedExemplars {
  private final PublishedResults results;

  PublishedExemplars(PublishedResults results) {
    this.results = results;
  }

  /** To which label equal votes go. */
  public enum TieRule {
    /** Corti et al. 2022. */
    SMALLEST,
    /** Hooker et al. 2019. */
    LARGEST;

    /** Its name, for people. */
    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    private String suffix() {
      return this == LARGEST ? "_largest" : "";
    }
  }

  /** Which samples come first; equal ones are by sample. */
  public enum Order {
    /** The largest taxicab distance. */
    DESCENDING,
    /** The smallest. */
    ASCENDING
  }

  /**
   * Which samples of a variant.
   *
   * @param onlyPies whether samples whose labels are equal are left out
   * @param trueLabel of the samples; null for all
   * @param order of their taxicab distances
   * @param limit at most so many
   * @param after a sample: only those that follow it in the ranking; null for the first
   */
  public record Query(
      ExperimentId experiment,
      VariantId variant,
      TieRule tie,
      boolean onlyPies,
      @Nullable Integer trueLabel,
      Order order,
      int limit,
      @Nullable Integer after) {}

  /**
   * Rows of {@code results.v1_exemplars} by taxicab distance, equal ones by sample. Labels and pie
   * are those of the query's tie rule.
   */
  public List<JsonNode> ranked(Query query) throws NotPublishedException {
    String suffix = query.tie().suffix();
    boolean descending = query.order() == Order.DESCENDING;
    return results.rows(
        ResultTable.EXEMPLARS,
        """
        with exemplar as (
          select *, dense_label%1$s as dense, pruned_label%1$s as pruned, pie%1$s as counts
          from results.v1_exemplars where experiment = ? and variant = ?
        )
        select to_jsonb(exemplar) from exemplar
        where (counts or not ?)
          and (true_label = ?::integer or ?::integer is null)
          and (?::integer is null or exists (
            select from exemplar last where last.sample = ?::integer
              and (exemplar.taxicab %2$s last.taxicab
                or (exemplar.taxicab = last.taxicab and exemplar.sample > last.sample))))
        order by taxicab %3$s, sample limit ?
        """
            .formatted(suffix, descending ? "<" : ">", descending ? "desc" : "asc"),
        query.experiment().value(),
        query.variant().value(),
        query.onlyPies(),
        query.trueLabel(),
        query.trueLabel(),
        query.after(),
        query.after(),
        query.limit());
  }

  /** The sample's rows, of all variants that are compared; equal votes to the smallest label. */
  public List<JsonNode> ofSample(ExperimentId experiment, int sample) throws NotPublishedException {
    return results.rows(
        ResultTable.EXEMPLARS,
        """
        select to_jsonb(exemplar) from (
          select *, dense_label as dense, pruned_label as pruned, pie as counts
          from results.v1_exemplars where experiment = ? and sample = ?
        ) exemplar
        """,
        experiment.value(),
        sample);
  }

  /**
   * The row of {@code results.v1_comparisons}; empty while metrics does not know the experiment.
   */
  public Optional<JsonNode> comparison(ExperimentId experiment, VariantId variant)
      throws NotPublishedException {
    return results
        .rows(
            ResultTable.COMPARISONS,
            "select to_jsonb(c) from results.v1_comparisons c where experiment = ? and variant = ?",
            experiment.value(),
            variant.value())
        .stream()
        .findFirst();
  }
}
