package org.prunescope.trainer.messaging;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What a trainer has in hand, at most one piece of work per partition, and what may begin next.
 * Decides, does nothing. For the poll thread alone.
 */
public final class Hand {
  private final int atOnce;
  private final Map<TopicPartition, Work> inHand = new HashMap<>();
  private final Deque<Work> waiting = new ArrayDeque<>();
  private final Set<Work> training = new HashSet<>();

  /** What trains, and what has trained and is being stored and published. */
  private final Set<Work> begun = new HashSet<>();

  /**
   * @param atOnce pieces of work that may be prepared or trained at a time, at least 1; twice as
   *     many may have begun, so that storage that does not answer holds up training before the heap
   *     is full
   */
  public Hand(int atOnce) {
    this.atOnce = atOnce;
  }

  /** Takes work of a partition of which nothing is in hand; it waits for its turn. */
  public void take(Work work) {
    if (inHand.putIfAbsent(work.partition(), work) != null) {
      throw new IllegalStateException("two records of " + work.partition() + " in hand");
    }
    waiting.add(work);
  }

  /**
   * The work whose turn it is: the longest waiting one, where there is room for it. What is
   * suspected of killing the process has the process to itself until it has ended.
   */
  public Optional<Work> next() {
    Work first = waiting.peek();
    boolean fits =
        training.size() < atOnce
            && begun.size() < 2 * atOnce
            && begun.stream().noneMatch(Hand::isSuspicious);
    return first != null && fits && (begun.isEmpty() || !isSuspicious(first))
        ? Optional.of(first)
        : Optional.empty();
  }

  /** The work that {@link #next()} gave trains now. */
  public void begin(Work work) {
    if (!waiting.remove(work)) {
      throw new IllegalStateException("not waiting: offset " + work.offset());
    }
    training.add(work);
    begun.add(work);
  }

  /** Another may train while this one is stored and published. */
  public void trained(Work work) {
    training.remove(work);
  }

  /** Nobody works on it any more, whether it was dropped in the meantime or not. */
  public void end(Work work) {
    training.remove(work);
    begun.remove(work);
  }

  /** The work is done with; another record of its partition may come. */
  public void release(Work work) {
    inHand.remove(work.partition(), work);
  }

  /** Whether this very work is still ours to commit. */
  public boolean holds(Work work) {
    return inHand.get(work.partition()) == work;
  }

  /**
   * Lets go of a partition's work; a running one is asked to stop and keeps its worker until it
   * has.
   *
   * @return the work, where it had begun
   */
  public Optional<Work> drop(TopicPartition partition) {
    Work work = inHand.remove(partition);
    if (work == null) {
      return Optional.empty();
    }
    work.requestStop();
    return waiting.remove(work) ? Optional.empty() : Optional.of(work);
  }

  /** Partitions of which something is in hand. */
  public List<TopicPartition> partitions() {
    return List.copyOf(inHand.keySet());
  }

  private static boolean isSuspicious(Work work) {
    return work.earlierStarts().areSuspicious();
  }
}
