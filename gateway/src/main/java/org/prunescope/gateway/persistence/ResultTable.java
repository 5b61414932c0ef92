package org.prunescope.gateway.persistence;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The views that metrics publishes, each of which has columns experiment and variant. */
public enum ResultTable {
  RUNS("runs", "variant seed"),
  VARIANTS("variants", "ordinal"),
  MEANS("means", "ordinal quantity"),
  COMPARISONS("comparisons", "variant"),
  /** One row per measured checkpoint and test sample: millions. */
  SAMPLES("samples", "phase step stage attempt sample"),
  EXEMPLARS("exemplars", "variant sample"),
  CLASSES("classes", "variant label"),
  ESTIMATES("estimates", "variant phase step stage quantity label subset side"),
  OVERLAPS("overlaps", "variant other"),
  PIE_LABELS("pie-labels", "variant true_label dense_label pruned_label"),
  CURVES("curves", "ordinal phase step stage"),
  MEASUREMENTS("measurements", "variant seed attempt phase step stage"),
  LAYERS("layers", "variant seed attempt phase step stage ordinal layer");

  private final String text;
  private final String order;

  ResultTable(String text, String order) {
    this.text = text;
    this.order = order;
  }

  /** The table of this name. */
  public static Optional<ResultTable> named(String text) {
    return Arrays.stream(values()).filter(table -> table.text.equals(text)).findFirst();
  }

  /** Every table's name. */
  public static String names() {
    return Arrays.stream(values()).map(ResultTable::text).collect(Collectors.joining(", "));
  }

  /** Its name, for people. */
  public String text() {
    return text;
  }

  /** Whether rows along training can be left out, so that those of the ends remain. */
  public boolean knowsEnds() {
    return this == SAMPLES || this == ESTIMATES;
  }

  /** In SQL. */
  String view() {
    return "results.v1_" + text.replace('-', '_');
  }

  /**
   * What its rows are ordered by, in SQL: of the columns that are meant, those that are there. At
   * one step {@code trained} comes before the {@code pruned} that follows it.
   */
  String order(List<ResultColumn> columns) {
    List<String> names = columns.stream().map(ResultColumn::name).toList();
    return Arrays.stream(order.split(" "))
        .filter(names::contains)
        .map(name -> name.equals("stage") ? "stage desc" : name)
        .collect(Collectors.joining(", "));
  }
}
