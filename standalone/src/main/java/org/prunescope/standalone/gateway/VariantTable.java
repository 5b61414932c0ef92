package org.prunescope.standalone.gateway;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.prunescope.standalone.gateway.Results.VariantResult;

/**
 * The variants of an experiment as aligned text, a line each; a hyphen where there is no number.
 * Below it stands what the noise floor is, and which of them trained longer than what they are
 * compared with.
 */
public final class VariantTable {
  private static final String FLOOR =
      "floor: mean PIEs when dense and pruned networks of a seed change places at random; p: how often they are as many";

  private VariantTable() {}

  /** The table's lines. */
  public static List<String> lines(List<VariantResult> variants) {
    TextTable table =
        new TextTable(
            "variant",
            ">sparsity",
            ">n",
            ">accuracy",
            ">sd",
            ">PIEs",
            ">floor",
            ">p",
            ">mean Q",
            ">mean depth");
    variants.forEach(variant -> add(table, variant));
    List<String> lines = new ArrayList<>(table.lines());
    if (variants.stream().anyMatch(variant -> variant.floorMean() != null)) {
      lines.add(FLOOR);
    }
    for (VariantResult variant : variants) {
      Long beyond = variant.updatesBeyondBaseline();
      if (beyond != null && beyond > 0) {
        lines.add(
            "%s: fine-tuned for %d updates beyond its baseline's training%s"
                .formatted(variant.variant(), beyond, otherLearning(variant, variants)));
      }
    }
    return lines;
  }

  /** A contrastive network that is fine-tuned by labels is none any more. */
  private static String otherLearning(VariantResult variant, List<VariantResult> variants) {
    return variants.stream()
            .filter(dense -> dense.variant().equals(variant.baseline()))
            .allMatch(dense -> Objects.equals(dense.lastLearning(), variant.lastLearning()))
        ? ""
        : ", by %s: no %s network any more".formatted(variant.lastLearning(), variant.objective());
  }

  /** With as many digits as it has, at most 4. */
  private static String percent(double share) {
    DecimalFormat form = new DecimalFormat("0.####", DecimalFormatSymbols.getInstance(Locale.ROOT));
    return form.format(share * 100) + " %";
  }

  private static void add(TextTable table, VariantResult variant) {
    table.add(
        variant.variant(),
        percent(variant.sparsity()),
        Integer.toString(variant.n()),
        TextTable.number("%.3f", variant.accuracyMean()),
        TextTable.number("%.3f", variant.accuracySd()),
        TextTable.number("%d", variant.pies()),
        TextTable.number("%.1f", variant.floorMean()),
        TextTable.number("%.3f", variant.floorP()),
        TextTable.number("%.3f", variant.meanQ()),
        TextTable.number("%.2f", variant.meanDepthFinalPrediction()));
  }
}
