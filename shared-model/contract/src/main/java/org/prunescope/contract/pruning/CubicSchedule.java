package org.prunescope.contract.pruning;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The gradual schedule: s_t = s_f + (s_i - s_f) (1 - (t - begin) / (end - begin))^3 at t = begin,
 * begin + frequency, ... up to end.
 *
 * <p>Zhu and Gupta 2017 (arXiv 1710.01878), equation 1. A step is the number of an update, from 1;
 * an event at step t happens before update t.
 *
 * @param initialSparsity s_i, at least 0, below {@code finalSparsity}
 * @param finalSparsity s_f, below 1
 * @param beginStep at least 1
 * @param endStep after {@code beginStep}
 * @param frequency steps from event to event, at least 1
 * @param close whether the last event has exactly the final sparsity where the steps do not arrive
 *     at it by themselves
 * @param events whether targets fire at their own steps, or the k-th target at the k-th multiple of
 *     the frequency within begin and end, as in the published code
 */
public record CubicSchedule(
    double initialSparsity,
    double finalSparsity,
    int beginStep,
    int endStep,
    int frequency,
    Close close,
    Events events) {
  public CubicSchedule {
    if (!(initialSparsity >= 0 && initialSparsity < finalSparsity && finalSparsity < 1)) {
      throw new IllegalArgumentException(
          "sparsity cannot rise from %s to %s".formatted(initialSparsity, finalSparsity));
    }
    if (beginStep < 1 || endStep <= beginStep || frequency < 1) {
      throw new IllegalArgumentException(
          "no schedule from step %d to %d every %d".formatted(beginStep, endStep, frequency));
    }
  }

  /** What happens where the frequency does not divide the window. */
  public enum Close {
    /** One more event at the end of the window, with exactly the final sparsity. */
    @JsonProperty("exact")
    EXACT,
    /** Nothing: the last event stays just below the final sparsity. */
    @JsonProperty("as-published")
    AS_PUBLISHED
  }

  /** At which steps the targets fire. */
  public enum Events {
    /** At begin, begin + frequency, ... */
    @JsonProperty("from-begin")
    FROM_BEGIN,
    /** The k-th target at the k-th multiple of the frequency inside the window. */
    @JsonProperty("multiples")
    MULTIPLES
  }

  /**
   * One event of the schedule.
   *
   * @param step the update before which it happens, from 1
   * @param sparsity target share of zeros after it, 0 to 1
   * @param shareOfRemaining g_k = 1 - (1 - s_k) / prod_{j&lt;k} (1 - g_j), the target share of the
   *     still unpruned weights that it removes, 0 to 1
   */
  public record Event(int step, double sparsity, double shareOfRemaining) {}

  /** Every event in order; the first removes nothing where the initial sparsity is 0. */
  public List<Event> schedule() {
    return withShares(sparsities());
  }

  /** Number of events, without computing them. */
  public long size() {
    long first = firstFiring();
    long fired = first > endStep ? 0 : (endStep - first) / frequency + 1;
    boolean arrives = fired > 0 && (endStep - first) % frequency == 0;
    return close == Close.EXACT && !arrives ? fired + 1 : fired;
  }

  /** Target sparsity by step. */
  private NavigableMap<Integer, Double> sparsities() {
    NavigableMap<Integer, Double> sparsities = new TreeMap<>();
    long target = beginStep;
    for (long step = firstFiring(); step <= endStep; step += frequency) {
      sparsities.put((int) step, sparsityAt(target));
      target += frequency;
    }
    if (close == Close.EXACT) {
      sparsities.put(endStep, finalSparsity);
    }
    return sparsities;
  }

  private long firstFiring() {
    return switch (events) {
      case FROM_BEGIN -> beginStep;
      case MULTIPLES -> Math.ceilDiv((long) beginStep, frequency) * frequency;
    };
  }

  private double sparsityAt(long step) {
    double rest = 1 - (step - beginStep) / (double) (endStep - beginStep);
    return finalSparsity + (initialSparsity - finalSparsity) * (rest * rest * rest);
  }

  private static List<Event> withShares(NavigableMap<Integer, Double> sparsities) {
    List<Event> events = new ArrayList<>();
    Iterator<Target> targets = Target.sequence(List.copyOf(sparsities.values())).iterator();
    for (int step : sparsities.keySet()) {
      Target target = targets.next();
      events.add(new Event(step, target.sparsity(), target.shareOfRemaining()));
    }
    return List.copyOf(events);
  }
}
