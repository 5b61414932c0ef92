package org.prunescope.gateway.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.gateway.persistence.PublishedResults.NotPublishedException;

/** Of the published views what a report shows, and no more. */
@ApplicationScoped
public class PublishedDetails {
  private final PublishedResults results;

  PublishedDetails(PublishedResults results) {
    this.results = results;
  }

  /** Rows of {@code results.v1_estimates}: Q-Score and depth of each side over all samples. */
  public List<JsonNode> estimates(ExperimentId experiment) throws NotPublishedException {
    return results.rows(
        ResultTable.ESTIMATES,
        """
        select to_jsonb(e) from results.v1_estimates e
        where experiment = ? and at_end and subset = 'all' and side <> 'difference'
          and quantity in ('q', 'depth-final-prediction')
        order by variant, quantity, side
        """,
        experiment.value());
  }

  /** Rows of {@code results.v1_classes}, in the order of the labels. */
  public List<JsonNode> classes(ExperimentId experiment, VariantId variant)
      throws NotPublishedException {
    return results.rows(
        ResultTable.CLASSES,
        """
        select to_jsonb(c) from results.v1_classes c
        where experiment = ? and variant = ? order by label
        """,
        experiment.value(),
        variant.value());
  }

  /**
   * Test samples as columns of one JSON object: {@code sample, trueLabel, denseQ, prunedQ,
   * denseDepth, prunedDepth}, to four decimals, and of how many {@code samples} they are. All PIEs
   * come first, {@code pies} of them; where there are more samples than the limit, the others are
   * in the order of a hash.
   */
  public JsonNode points(ExperimentId experiment, VariantId variant, int limit)
      throws NotPublishedException {
    return results
        .rows(
            ResultTable.EXEMPLARS,
            """
            select jsonb_build_object(
              'samples', max(samples),
              'pies', count(*) filter (where pie),
              'sample', jsonb_agg(sample order by place),
              'trueLabel', jsonb_agg(true_label order by place),
              'denseQ', jsonb_agg(round(dense_q::numeric, 4) order by place),
              'prunedQ', jsonb_agg(round(pruned_q::numeric, 4) order by place),
              'denseDepth',
                jsonb_agg(round(dense_depth_final_prediction::numeric, 4) order by place),
              'prunedDepth',
                jsonb_agg(round(pruned_depth_final_prediction::numeric, 4) order by place))
            from (
              select *, count(*) over () as samples,
                row_number() over (order by pie desc, md5(sample::text)) as place
              from results.v1_exemplars where experiment = ? and variant = ?
            ) exemplar
            where place <= ?
            """,
            experiment.value(),
            variant.value(),
            limit)
        .getFirst();
  }
}
