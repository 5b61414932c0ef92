package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.prunescope.metrics.algorithm.PopulationComparison;

/** Comparisons in PostgreSQL. */
@ApplicationScoped
public class ComparisonStore {
  /**
   * Takes one comparison that is due and that nobody else has in hand, computes it from what is
   * committed, and stores the revision it saw: a measurement that is committed meanwhile waits to
   * raise the revision, and so makes it due again.
   *
   * @return the variant that was compared; empty where none is due
   */
  @Transactional
  public Optional<String> refreshOne() {
    List<ComparisonRow> due =
        Panache.getSession()
            .createNativeQuery(
                "select * from metrics.comparison where revision > computed_revision"
                    + " order by variant limit 1 for update skip locked",
                ComparisonRow.class)
            .getResultList();
    if (due.isEmpty()) {
      return Optional.empty();
    }
    ComparisonRow comparison = due.getFirst();
    compare(comparison);
    comparison.computedRevision = comparison.revision;
    return Optional.of(comparison.variant);
  }

  private static void compare(ComparisonRow comparison) {
    VariantRow variant = VariantRow.findById(comparison.variant);
    ExperimentRow experiment = ExperimentRow.findById(variant.experiment);
    DataSetRow dataSet = DataSetRow.findById(experiment.dataSet);
    Optional<PopulationComparison> compared =
        PopulationComparison.of(
            population(comparison.baseline),
            population(comparison.variant),
            Columns.ints(dataSet.testLabels),
            dataSet.classes.length);
    ComparisonResultRow.deleteById(comparison.variant);
    compared.ifPresent(
        result -> new ComparisonResultRow(comparison.variant, Instant.now(), result).persist());
  }

  private static List<PopulationComparison.Network> population(String variant) {
    return PopulationMemberRow.<PopulationMemberRow>list("variant", variant).stream()
        .map(PopulationMemberRow::network)
        .toList();
  }
}
