package org.prunescope.contract.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one run: one network of a variant, trained from one seed. It is the key of every event.
 *
 * @param seed at least 0
 */
public record RunId(ExperimentId experiment, VariantId variant, long seed) {
  public RunId {
    if (seed < 0) {
      throw new IllegalArgumentException("seed must be at least 0, not " + seed);
    }
  }

  /**
   * Reads the form that {@link #text()} writes.
   *
   * @throws IllegalArgumentException where it is not of that form
   */
  @JsonCreator
  public static RunId parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a run's id: " + text);
    }
    return new RunId(new ExperimentId(parts[0]), new VariantId(parts[1]), Long.parseLong(parts[2]));
  }

  /** {@code experiment/variant/seed}. */
  @JsonValue
  public String text() {
    return experiment + "/" + variant + "/" + seed;
  }

  @Override
  public String toString() {
    return text();
  }
}
