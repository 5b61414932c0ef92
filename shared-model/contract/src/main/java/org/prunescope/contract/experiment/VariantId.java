package org.prunescope.contract.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * Names one variant within its experiment: {@code objective_plan} for the dense one, {@code
 * objective_plan_sparsity} for the others, for instance {@code cross-entropy_gradual-layer_0.9}.
 *
 * @param value lower-case letters, digits, hyphens and dots in two or three parts
 */
public record VariantId(@JsonValue String value) {
  private static final Pattern FORM =
      Pattern.compile("[a-z0-9-]{1,40}_[a-z0-9-]{1,40}(_[0-9.]{1,20})?");

  @JsonCreator
  public VariantId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not a variant's id: " + value);
    }
  }

  /** The dense variant of an objective. */
  public static VariantId dense(String objective, String pruningPlan) {
    return new VariantId(objective + "_" + pruningPlan);
  }

  /** A pruned variant; the sparsity is written in its shortest decimal form. */
  public static VariantId pruned(String objective, String pruningPlan, double sparsity) {
    String decimal = BigDecimal.valueOf(sparsity).stripTrailingZeros().toPlainString();
    return new VariantId(objective + "_" + pruningPlan + "_" + decimal);
  }

  @Override
  public String toString() {
    return value;
  }
}
