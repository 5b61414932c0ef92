package org.prunescope.gateway.algorithm;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.position.Position;

/**
 * Which checkpoints of a run nothing needs any more. Needed are
 *
 * <ul>
 *   <li>the newest that the run has recorded, from which it goes on or is resumed, and which is its
 *       end at last; and those after it, one of which may be recorded next, unless their attempt
 *       has ended: nothing more of it is recorded; and those of an attempt that is not heard of
 *       yet, which may have begun anew;
 *   <li>the one that a branch begins from, until the branch has recorded a checkpoint of its own;
 *       as long as the branch has not said which one that is, all at that position;
 *   <li>those at a position to be measured, until the measurement of their attempt is stored.
 * </ul>
 *
 * <p>What is known may lag behind what has happened: less known is more kept. And what is not
 * needed never will be again: recorded positions only grow, but in an attempt that begins anew,
 * branches begin once, and a stored measurement stays. Who asks for one again while its checkpoint
 * is there takes it from what is stored until that is answered.
 */
public final class Retention {
  private Retention() {}

  /** A checkpoint that is stored. */
  public record Stored(ArtifactRef artifact, int attempt, Position position) {
    public Stored {
      Objects.requireNonNull(artifact, "artifact");
      Objects.requireNonNull(position, "position");
    }

    private Place place() {
      return new Place(position, artifact.key());
    }

    private Attempt inAttempt() {
      return new Attempt(attempt, position);
    }
  }

  /** A checkpoint by its position and its artifact's key. */
  public record Place(Position position, String key) {
    public Place {
      Objects.requireNonNull(position, "position");
      Objects.requireNonNull(key, "key");
    }
  }

  /** A position as one attempt reached it. */
  public record Attempt(int attempt, Position position) {
    public Attempt {
      Objects.requireNonNull(position, "position");
    }
  }

  /**
   * A run that begins from one of this run's checkpoints.
   *
   * @param fork the position of that checkpoint
   * @param from key of its artifact; null until the branch has said so
   * @param hasBegun whether it has recorded a checkpoint of its own
   */
  public record Branch(Position fork, @Nullable String from, boolean hasBegun) {
    public Branch {
      Objects.requireNonNull(fork, "fork");
    }

    private boolean needs(Place checkpoint) {
      return !hasBegun
          && checkpoint.position().equals(fork)
          && (from == null || checkpoint.key().equals(from));
    }
  }

  /**
   * What is known of a run.
   *
   * @param attempt the newest that it is known to be in
   * @param hasEnded whether that attempt has ended, well or not
   * @param last the newest checkpoint that it has recorded; null before the first
   * @param toMeasure positions that its plan marks
   * @param measured what of these is stored, and not asked for again
   * @param branches all that the plan has
   */
  public record Known(
      int attempt,
      boolean hasEnded,
      @Nullable Place last,
      Set<Position> toMeasure,
      Set<Attempt> measured,
      List<Branch> branches) {
    public Known {
      toMeasure = Set.copyOf(toMeasure);
      measured = Set.copyOf(measured);
      branches = List.copyOf(branches);
    }

    private boolean mayRecord(Stored checkpoint) {
      boolean isAhead =
          last == null
              || checkpoint.position().isAfter(last.position())
              || checkpoint.attempt() > attempt; // which may have begun anew
      boolean isOfThePast =
          checkpoint.attempt() < attempt || (checkpoint.attempt() == attempt && hasEnded);
      return isAhead && !isOfThePast;
    }
  }

  /** Those of a run's checkpoints that nothing needs any more. */
  public static List<Stored> notNeeded(List<Stored> checkpoints, Known run) {
    return checkpoints.stream().filter(checkpoint -> !isNeeded(checkpoint, run)).toList();
  }

  private static boolean isNeeded(Stored checkpoint, Known run) {
    Place last = run.last();
    boolean carriesTheRun = checkpoint.place().equals(last) || run.mayRecord(checkpoint);
    boolean awaitsMeasurement =
        run.toMeasure().contains(checkpoint.position())
            && !run.measured().contains(checkpoint.inAttempt());
    return carriesTheRun
        || awaitsMeasurement
        || run.branches().stream().anyMatch(branch -> branch.needs(checkpoint.place()));
  }
}
