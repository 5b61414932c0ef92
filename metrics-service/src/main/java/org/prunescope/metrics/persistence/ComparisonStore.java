package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hibernate.jpa.AvailableHints;
import org.prunescope.metrics.algorithm.population.Estimate;
import org.prunescope.metrics.algorithm.population.MeasuredNetwork;
import org.prunescope.metrics.algorithm.population.PairedPopulations;
import org.prunescope.metrics.algorithm.population.PieResampling;
import org.prunescope.metrics.algorithm.population.PopulationComparison;

/** Comparisons in PostgreSQL. */
@ApplicationScoped
public class ComparisonStore {
  /** Rows of a population that are held as PostgreSQL sends them, before they become arrays. */
  private static final int FETCHED_AT_A_TIME = 8;

  private final Clock clock;

  ComparisonStore(Clock clock) {
    this.clock = clock;
  }

  /** What was compared: {@code experiment/variant} and the position in text form. */
  public record Refreshed(String variant, String position) {}

  /**
   * Makes due what was computed by an older definition of the comparison, of what is not deleted.
   * Rows are locked in the one order that all who lock several keep.
   *
   * @return comparisons that became due
   */
  @Transactional
  public int makeOutdatedDue() {
    return Panache.getEntityManager()
        .createNativeQuery(
            """
            with outdated as (
              select variant, phase, step, stage
              from metrics.comparison
              where revision = computed_revision
                and exists (
                  select from metrics.comparison_result result
                  where result.variant = comparison.variant
                    and result.phase = comparison.phase
                    and result.step = comparison.step
                    and result.stage = comparison.stage
                    and result.definition < :definition)
                and not exists (
                  select from metrics.deleted_experiment deleted
                  join metrics.variant on variant.experiment = deleted.id
                  where variant.id = comparison.variant)
              order by variant, phase, step, stage
              for update)
            update metrics.comparison set revision = revision + 1
            from outdated
            where comparison.variant = outdated.variant
              and comparison.phase = outdated.phase
              and comparison.step = outdated.step
              and comparison.stage = outdated.stage
            """)
        .setParameter("definition", PopulationComparison.DEFINITION)
        .executeUpdate();
  }

  /** How many comparisons are due, whoever has them in hand. */
  @Transactional
  public long countDue() {
    return ComparisonRow.count("revision > computedRevision");
  }

  /**
   * Takes one comparison that is due and that nobody else has in hand, computes it from what is
   * committed, and stores the revision it saw: a measurement that is committed meanwhile waits to
   * raise the revision, and so makes it due again.
   *
   * @return what was compared; empty where none is due
   */
  @Transactional
  public Optional<Refreshed> refreshOne() {
    List<ComparisonRow> due =
        Panache.getSession()
            .createNativeQuery(
                "select * from metrics.comparison where revision > computed_revision"
                    + " order by variant, phase, step, stage limit 1 for update skip locked",
                ComparisonRow.class)
            .getResultList();
    if (due.isEmpty()) {
      return Optional.empty();
    }
    ComparisonRow comparison = due.getFirst();
    compare(comparison);
    comparison.computedRevision = comparison.revision;
    VariantPosition of = comparison.of;
    return Optional.of(
        new Refreshed(of.variant(), "%d-%d-%s".formatted(of.phase(), of.step(), of.stage())));
  }

  private void compare(ComparisonRow comparison) {
    VariantPosition of = comparison.of;
    ComparisonResultRow.delete("of", of);
    ComparisonResamplingRow.delete("of", of);
    ComparisonEstimateRow.deleteOf(of);
    Optional<PairedPopulations> paired =
        PairedPopulations.of(population(comparison.baseline()), population(of));
    if (paired.isPresent()) {
      store(of, paired.get());
    }
  }

  private void store(VariantPosition of, PairedPopulations populations) {
    VariantRow variant = VariantRow.findById(of.variant());
    ExperimentRow experiment = ExperimentRow.findById(variant.experiment);
    DataSetRow dataSet = DataSetRow.findById(experiment.dataSet);
    int classes = dataSet.classes.length;
    PopulationComparison comparison =
        PopulationComparison.of(populations, Columns.ints(dataSet.testLabels), classes);
    new ComparisonResultRow(of, clock.instant(), comparison).persist();
    new ComparisonResamplingRow(of, PieResampling.of(populations, classes)).persist();
    int number = 0;
    for (Estimate estimate : comparison.estimates()) {
      new ComparisonEstimateRow(of, number++, estimate).persist();
    }
  }

  /** Each row is forgotten as soon as it is read: of large populations only arrays are kept. */
  private static List<MeasuredNetwork> population(VariantPosition of) {
    List<MeasuredNetwork> networks = new ArrayList<>();
    try (var rows =
        MeasuredNetworkRow.<MeasuredNetworkRow>find("of", of)
            .withHint(AvailableHints.HINT_FETCH_SIZE, FETCHED_AT_A_TIME)
            .stream()) {
      rows.forEach(
          row -> {
            networks.add(row.network());
            Panache.getEntityManager().detach(row);
          });
    }
    return networks;
  }
}
