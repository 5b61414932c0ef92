package org.prunescope.trainer.input;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Makes the next few values on other threads while the last one is in use.
 *
 * <p>Values come in the order of their tasks, whichever thread made them and whenever it was done.
 * At most a bounded number of them is made or being made and not handed out yet. For one thread.
 *
 * @param <T> the values
 */
public final class Lookahead<T> implements AutoCloseable {
  private final Iterator<? extends Supplier<? extends T>> tasks;
  private final int limit;
  private final Executor executor;
  private final Queue<CompletableFuture<T>> ahead = new ArrayDeque<>();
  private volatile boolean closed;

  /**
   * @param tasks that make the values; taken on the thread that asks for values, run by the
   *     executor
   * @param limit of values made ahead, at least 1
   * @param executor may be shared; that tasks of others are before its own costs time only
   */
  public Lookahead(Iterator<? extends Supplier<? extends T>> tasks, int limit, Executor executor) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, not " + limit);
    }
    this.tasks = tasks;
    this.limit = limit;
    this.executor = executor;
  }

  /**
   * The next value, waited for where it is not there yet. What its task threw is thrown here.
   *
   * @throws NoSuchElementException after the last one
   */
  public T next() {
    refill();
    T value = await(ahead.remove());
    refill();
    return value;
  }

  /** Returns when the next value is there; {@link #next()} says where that failed. */
  public void awaitNext() {
    refill();
    ahead.element().handle((value, failure) -> true).join();
  }

  /** Gives up what is made ahead: no task begins any more, and those that run have ended. */
  @Override
  public void close() {
    closed = true;
    for (CompletableFuture<T> unused : ahead) {
      unused.handle((value, failure) -> true).join();
    }
    ahead.clear();
  }

  private void refill() {
    while (ahead.size() < limit && tasks.hasNext()) {
      Supplier<? extends T> task = tasks.next();
      ahead.add(CompletableFuture.supplyAsync(() -> run(task), executor));
    }
  }

  private T run(Supplier<? extends T> task) {
    if (closed) {
      throw new CancellationException("nobody waits for this value any more");
    }
    return task.get();
  }

  private static <T> T await(CompletableFuture<T> value) {
    try {
      return value.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException thrown -> throw thrown;
        case Error thrown -> throw thrown;
        case null, default -> throw e;
      }
    }
  }
}
