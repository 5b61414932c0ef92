package org.prunescope.gateway.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.gateway.LatentMap;
import org.prunescope.gateway.persistence.PublishedResults.NotPublishedException;

/** Where latents lie, from the view of samples. */
@ApplicationScoped
public class PublishedLatents {
  private final PublishedResults results;

  PublishedLatents(PublishedResults results) {
    this.results = results;
  }

  /** The map at a run's end; empty where none was measured. */
  public Optional<LatentMap> map(RunId run) throws NotPublishedException {
    return results
        .rows(
            ResultTable.SAMPLES,
            """
            select to_jsonb(map) from (
              select run.attempt, array[run.pc1_share, run.pc2_share] as share,
                array_agg(sample.pc1 order by sample.sample) as pc1,
                array_agg(sample.pc2 order by sample.sample) as pc2
              from results.v1_runs run
              join results.v1_samples sample
                using (experiment, variant, seed, attempt, phase, step, stage)
              where experiment = ? and variant = ? and seed = ? and run.pc1_share is not null
              group by run.attempt, run.pc1_share, run.pc2_share
            ) map
            """,
            run.experiment().value(),
            run.variant().value(),
            run.seed())
        .stream()
        .findFirst()
        .map(
            row ->
                new LatentMap(
                    run,
                    row.path("attempt").intValue(),
                    numbers(row, "share"),
                    numbers(row, "pc1"),
                    numbers(row, "pc2")));
  }

  private static List<Double> numbers(JsonNode row, String name) {
    List<Double> numbers = new ArrayList<>();
    row.required(name).forEach(number -> numbers.add(number.doubleValue()));
    return numbers;
  }
}
