package org.prunescope.standalone.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The samples that a pruned population sees otherwise than its baseline, the most other first.
 *
 * @param n seeds on both sides
 * @param pies how many there are in all
 */
public record Exemplars(String variant, int n, int pies, List<Exemplar> exemplars) {
  /** One sample. */
  public record Exemplar(
      int sample,
      Label trueLabel,
      Label denseLabel,
      Label prunedLabel,
      Sides agreement,
      double taxicab) {}

  /** A label by its class's name. */
  public record Label(String name) {}

  /** A number of each population. */
  public record Sides(@Nullable Double dense, @Nullable Double pruned) {}
}
