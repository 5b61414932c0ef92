package org.prunescope.contract.criterion;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Which weights a mask removes; the others are controls of magnitude. A criterion is a {@link
 * Ranking} in a file of its own, and a constant here.
 */
@SuppressWarnings("ImmutableEnumChecker") // Rankings have no state.
public enum Criterion {
  @JsonProperty("magnitude")
  MAGNITUDE(new Magnitude()),
  @JsonProperty("random")
  RANDOM(new RandomForGood()),
  @JsonProperty("shuffled-within-layer")
  SHUFFLED_WITHIN_LAYER(new ShuffledWithinLayer());

  private final Ranking ranking;

  Criterion(Ranking ranking) {
    this.ranking = ranking;
  }

  /** In which order weights fall. */
  public Ranking ranking() {
    return ranking;
  }
}
