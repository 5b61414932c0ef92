package org.prunescope.standalone.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.prunescope.standalone.gateway.Results.VariantResult;

/**
 * The variants of an experiment as aligned text, a line each; a hyphen where there is no number.
 * Below it stands what the noise floor is, and which of them trained longer than what they are
 * compared with.
 */
final class VariantTable {
  private static final List<String> HEADINGS =
      List.of(
          "variant",
          "sparsity",
          "n",
          "accuracy",
          "sd",
          "PIEs",
          "floor",
          "p",
          "mean Q",
          "mean depth");
  private static final String FLOOR =
      "floor: mean PIEs when dense and pruned networks of a seed change places at random; p: how often they are as many";
  private static final String ABSENT = "-";

  private VariantTable() {}

  static List<String> lines(List<VariantResult> variants) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    variants.forEach(variant -> rows.add(cells(variant)));
    int[] widths =
        IntStream.range(0, HEADINGS.size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    List<String> lines = new ArrayList<>(rows.stream().map(row -> line(row, widths)).toList());
    if (variants.stream().anyMatch(variant -> variant.floorMean() != null)) {
      lines.add(FLOOR);
    }
    for (VariantResult variant : variants) {
      Long beyond = variant.updatesBeyondBaseline();
      if (beyond != null && beyond > 0) {
        lines.add(
            "%s: fine-tuned for %d updates beyond its baseline's training"
                .formatted(variant.variant(), beyond));
      }
    }
    return lines;
  }

  private static List<String> cells(VariantResult variant) {
    return List.of(
        variant.variant(),
        number("%.0f %%", variant.sparsity() * 100),
        Integer.toString(variant.n()),
        number("%.3f", variant.accuracyMean()),
        number("%.3f", variant.accuracySd()),
        variant.pies() == null ? ABSENT : Integer.toString(variant.pies()),
        number("%.1f", variant.floorMean()),
        number("%.3f", variant.floorP()),
        number("%.3f", variant.meanQ()),
        number("%.2f", variant.meanDepthFinalPrediction()));
  }

  private static String number(String format, @Nullable Double value) {
    return value == null ? ABSENT : String.format(Locale.ROOT, format, value);
  }

  /** The name to the left, numbers to the right. */
  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String padding = " ".repeat(widths[column] - row.get(column).length());
      if (column > 0) {
        line.append("  ").append(padding).append(row.get(column));
      } else {
        line.append(row.get(column)).append(padding);
      }
    }
    return line.toString();
  }
}
