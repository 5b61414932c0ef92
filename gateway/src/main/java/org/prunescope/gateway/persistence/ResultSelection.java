package org.prunescope.gateway.persistence;

import java.util.Objects;
import java.util.Optional;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.VariantId;

/**
 * Rows of a published view.
 *
 * @param variant all where empty
 * @param positions of tables that know ends; others are taken whole
 */
public record ResultSelection(
    ExperimentId experiment, ResultTable table, Optional<VariantId> variant, Positions positions) {
  /** Of a run's measured positions. */
  public enum Positions {
    /** The last that its variant is measured at, by the newest attempt. */
    END,
    ALL
  }

  public ResultSelection {
    Objects.requireNonNull(experiment, "experiment");
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(positions, "positions");
  }

  /** Every row that an experiment has in a table. */
  public static ResultSelection all(ExperimentId experiment, ResultTable table) {
    return new ResultSelection(experiment, table, Optional.empty(), Positions.ALL);
  }

  /** In SQL, for everything but samples, which are taken run by run. Ids hold no quotes. */
  String condition() {
    String condition = "experiment = '%s'".formatted(experiment);
    if (variant.isPresent()) {
      condition += " and variant = '%s'".formatted(variant.get());
    }
    boolean endsAlone = positions == Positions.END && table.knowsEnds();
    return endsAlone && table != ResultTable.SAMPLES ? condition + " and at_end" : condition;
  }
}
