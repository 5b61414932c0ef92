package org.prunescope.contract.position;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Comparator;
import java.util.Objects;

/**
 * A point in a run's life: so many updates made in a phase, before or after a mask.
 *
 * <p>A mask due at step t is applied before update t, so it turns {@code (phase, t-1, trained)}
 * into {@code (phase, t-1, pruned)}. Every phase begins with {@code (phase, 0, trained)}.
 *
 * @param phase index of the phase in the run's variant, from 0
 * @param step updates made in this phase, from 0
 * @param stage trained, or pruned after it
 */
public record Position(int phase, int step, Stage stage) implements Comparable<Position> {
  private static final Comparator<Position> ORDER =
      Comparator.comparingInt(Position::phase)
          .thenComparingInt(Position::step)
          .thenComparing(Position::stage);

  public Position {
    Objects.requireNonNull(stage, "stage");
    if (phase < 0 || step < 0) {
      throw new IllegalArgumentException(
          "phase and step are at least 0, not %d and %d".formatted(phase, step));
    }
  }

  /** After {@code step} updates of {@code phase}. */
  public static Position trained(int phase, int step) {
    return new Position(phase, step, Stage.TRAINED);
  }

  /** After {@code step} updates of {@code phase} and a mask. */
  public static Position pruned(int phase, int step) {
    return new Position(phase, step, Stage.PRUNED);
  }

  /**
   * Reads the form that {@link #text()} writes.
   *
   * @throws IllegalArgumentException where it is not of that form
   */
  public static Position parse(String text) {
    String[] parts = text.split("-", -1);
    if (parts.length == 3) {
      for (Stage stage : Stage.values()) {
        if (stage.text().equals(parts[2])) {
          return new Position(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), stage);
        }
      }
    }
    throw new IllegalArgumentException("not a position: " + text);
  }

  /** Whether this comes later in a run's life than {@code other}. */
  public boolean isAfter(Position other) {
    return compareTo(other) > 0;
  }

  /** The form used in artifact keys and logs, for instance {@code 0-120-pruned}. */
  @JsonIgnore
  public String text() {
    return phase + "-" + step + "-" + stage.text();
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return text();
  }
}
