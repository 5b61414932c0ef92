package org.prunescope.trainer.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class LookaheadTest {
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 100})
  void valuesComeInOrderThoughLaterOnesAreMadeFirst(int limit) {
    // given tasks of which every even one waits for the next one to be done, where it may begin
    List<CountDownLatch> done =
        IntStream.range(0, 10).mapToObj(i -> new CountDownLatch(1)).toList();
    Iterator<Supplier<Integer>> tasks =
        tasks(
            10,
            i -> {
              if (i % 2 == 0 && limit > 1) {
                await(done.get(i + 1));
              }
              done.get(i).countDown();
              return i;
            });

    try (Lookahead<Integer> lookahead = new Lookahead<>(tasks, limit, threads)) {
      List<Integer> values = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        values.add(lookahead.next());
      }

      assertThat(values).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
      assertThatThrownBy(lookahead::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void theNextValueIsMadeWhileTheLastOneIsInUse() {
    CountDownLatch secondDone = new CountDownLatch(1);
    Iterator<Supplier<Integer>> tasks =
        tasks(
            2,
            i -> {
              if (i == 1) {
                secondDone.countDown();
              }
              return i;
            });

    try (Lookahead<Integer> lookahead = new Lookahead<>(tasks, 1, threads)) {
      int inUse = lookahead.next();

      await(secondDone);
      assertThat(inUse).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void neverIsMoreMadeAheadThanAllowed(int limit) {
    AtomicInteger begun = new AtomicInteger();
    Iterator<Supplier<Integer>> tasks =
        tasks(
            10,
            i -> {
              begun.incrementAndGet();
              return i;
            });
    List<Integer> begunAtMost = new ArrayList<>();

    // given an executor that runs at once whatever it gets, so that nothing begins later
    try (Lookahead<Integer> lookahead = new Lookahead<>(tasks, limit, Runnable::run)) {
      assertThat(begun.get()).isZero();
      for (int used = 1; used <= 10; used++) {
        lookahead.next();
        begunAtMost.add(begun.get() - used);
      }
    }

    assertThat(begunAtMost)
        .isEqualTo(
            IntStream.rangeClosed(1, 10).map(used -> Math.min(limit, 10 - used)).boxed().toList());
  }

  @Test
  void whatATaskThrowsIsThrownWhereItsValueIsAskedFor() {
    RuntimeException exception = new IllegalStateException("no such image");
    OutOfMemoryError error = new OutOfMemoryError("no space for a batch");

    assertThatThrownBy(() -> second(throwing(exception))).isSameAs(exception);
    assertThatThrownBy(() -> second(throwing(error))).isSameAs(error);
  }

  @Test
  void closingLetsNoTaskBeginAndWaitsForThoseThatRun() throws Exception {
    // given one thread that is in the second task, and a third one that waits in the queue
    ExecutorService one = Executors.newSingleThreadExecutor();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    Iterator<Supplier<Integer>> tasks =
        tasks(
            9,
            i -> {
              if (i == 1) {
                running.countDown();
                await(mayEnd);
              }
              ended.incrementAndGet();
              return i;
            });
    Lookahead<Integer> lookahead = new Lookahead<>(tasks, 2, one);
    lookahead.next();
    await(running);

    // when it is closed meanwhile
    Thread closing = Thread.ofPlatform().start(lookahead::close);
    while (closing.getState() != Thread.State.WAITING) {
      assertThat(closing.isAlive()).as("it waits").isTrue();
      Thread.onSpinWait();
    }
    mayEnd.countDown();
    closing.join();

    // then the second task is done, the third one never began, and the thread is free
    assertThat(ended.get()).isEqualTo(2);
    one.submit(() -> {}).get(10, TimeUnit.SECONDS);
    assertThat(ended.get()).isEqualTo(2);
    one.shutdownNow();
  }

  @Test
  void closingForgetsTheFailuresOfValuesThatNobodyAskedFor() {
    Lookahead<Integer> lookahead =
        new Lookahead<>(throwing(new IllegalStateException("unseen")), 2, threads);

    assertThat(lookahead.next()).isZero();

    lookahead.close();
  }

  @Test
  void anExecutorThatTakesNoMoreEndsIt() {
    ExecutorService stopped = Executors.newSingleThreadExecutor();
    stopped.shutdown();

    try (Lookahead<Integer> lookahead = new Lookahead<>(tasks(3, i -> i), 2, stopped)) {
      assertThatThrownBy(lookahead::next).isInstanceOf(RejectedExecutionException.class);
    }
  }

  @Test
  void aBoundOfNothingIsRefused() {
    assertThatThrownBy(() -> new Lookahead<>(tasks(1, i -> i), 0, threads))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit must be at least 1, not 0");
  }

  private int second(Iterator<Supplier<Integer>> tasks) {
    try (Lookahead<Integer> lookahead = new Lookahead<>(tasks, 2, threads)) {
      lookahead.next();
      return lookahead.next();
    }
  }

  /** The second task throws. */
  private static Iterator<Supplier<Integer>> throwing(Throwable throwable) {
    return tasks(
        5,
        i -> {
          if (i == 1 && throwable instanceof RuntimeException exception) {
            throw exception;
          }
          if (i == 1 && throwable instanceof Error error) {
            throw error;
          }
          return i;
        });
  }

  private static Iterator<Supplier<Integer>> tasks(int count, IntFunction<Integer> task) {
    return IntStream.range(0, count)
        .mapToObj(i -> (Supplier<Integer>) () -> task.apply(i))
        .iterator();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
