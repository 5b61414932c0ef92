package org.prunescope.gateway.algorithm;

import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.position.Position;

/**
 * How far along a run's life something was said about it.
 *
 * <p>Of two things said, the one of the later attempt counts; within an attempt the one at the
 * later position; at one position the one said later. The last comes last because a topic that was
 * lost and made anew counts from 0 again.
 *
 * @param attempt from 1
 * @param position of the run's newest checkpoint; null before the first
 * @param offset of the record on run-progress
 */
public record RunStanding(int attempt, @Nullable Position position, long offset)
    implements Comparable<RunStanding> {
  private static final Comparator<RunStanding> ORDER =
      Comparator.comparingInt(RunStanding::attempt)
          .thenComparing(
              RunStanding::position, Comparator.nullsFirst(Comparator.<Position>naturalOrder()))
          .thenComparingLong(RunStanding::offset);

  /** Nothing was said yet. */
  public static final RunStanding UNKNOWN = new RunStanding(0, null, -1);

  @Override
  public int compareTo(RunStanding other) {
    return ORDER.compare(this, other);
  }

  /** Whether this supersedes what was said before. */
  public boolean isAfter(RunStanding before) {
    return compareTo(before) > 0;
  }

  /**
   * What people see: a trained run is measured when all its measurements are stored, and has failed
   * to be measured when each has ended and one is not stored. One that is stored outweighs earlier
   * failures.
   *
   * @param <P> how positions are written
   * @param decided by the pruner
   * @param planned positions to measure
   * @param stored positions whose measurements are stored
   * @param failed positions whose measurement failed in some attempt
   */
  public static <P> RunState shown(
      RunState decided, Collection<P> planned, Collection<P> stored, Collection<P> failed) {
    if (decided != RunState.TRAINED) {
      return decided;
    }
    if (stored.containsAll(planned)) {
      return RunState.MEASURED;
    }
    boolean haveEnded =
        planned.stream()
            .allMatch(position -> stored.contains(position) || failed.contains(position));
    return haveEnded ? RunState.MEASUREMENT_FAILED : RunState.TRAINED;
  }
}
