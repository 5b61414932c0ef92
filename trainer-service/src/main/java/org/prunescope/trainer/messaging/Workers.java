package org.prunescope.trainer.messaging;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.prunescope.service.StoppedException;

/**
 * Threads that train, and threads that store and publish what was trained. What comes of the work
 * is put into queues that the poll thread empties; it is woken for each.
 */
final class Workers {
  private static final Logger LOG = Logger.getLogger(Workers.class);
  private static final long END_SECONDS = 20;

  private final Handler handler;
  private final Runnable wakeUp;
  private final ExecutorService training;
  private final ExecutorService answering =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("answering-", 0).factory());
  private final Queue<Work> trained = new ConcurrentLinkedQueue<>();
  private final Queue<Work> answered = new ConcurrentLinkedQueue<>();
  private final Queue<Work> ended = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Failed failed;

  /** What a worker does with a record. */
  @FunctionalInterface
  interface Handler {
    /**
     * Does what needs the processor.
     *
     * @throws StoppedException where it is to be given back
     */
    Ending train(Work work) throws StoppedException;
  }

  /** What is left to do then: waiting for a disk and a broker, while other work may train. */
  @FunctionalInterface
  interface Ending {
    /**
     * Does it; the record's offset is committed when this has returned.
     *
     * @throws StoppedException where the work is to be given back
     */
    void answer() throws StoppedException;
  }

  /** Work that no waiting brings to an end. */
  record Failed(Work work, Throwable reason) {}

  /**
   * @param atOnce pieces of work in preparation or training side by side, at least 1
   * @param wakeUp called on any thread when there is something in a queue
   */
  Workers(Handler handler, int atOnce, Runnable wakeUp) {
    this.handler = handler;
    this.wakeUp = wakeUp;
    this.training =
        Executors.newFixedThreadPool(atOnce, Thread.ofPlatform().name("training-", 0).factory());
  }

  /** Begins work soon. */
  void begin(Work work) {
    training.execute(() -> train(work));
  }

  /** Work whose training thread is free again. */
  Queue<Work> trained() {
    return trained;
  }

  /** Work whose answer was acknowledged: to be committed. */
  Queue<Work> answered() {
    return answered;
  }

  /** Work on which nobody works any more, answered or not. */
  Queue<Work> ended() {
    return ended;
  }

  /** The latest work that has failed; null where none has. */
  @Nullable Failed failed() {
    return failed;
  }

  /** Begins nothing more. */
  void shutDown() {
    training.shutdown();
  }

  /** Waits for what was begun, but not for ever. */
  void awaitEnd() {
    try {
      if (!haveEnded()) {
        LOG.warnf("a step takes longer than %d s; leaving without it", END_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What still trains may want to answer: that ends last. */
  private boolean haveEnded() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
    if (!training.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
      return false;
    }
    answering.shutdown();
    return answering.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  /** On a training thread. */
  private void train(Work work) {
    try {
      Ending ending = handler.train(work);
      answering.execute(() -> answer(work, ending));
      trained.add(work);
      wakeUp.run();
    } catch (StoppedException | RuntimeException | Error e) {
      endEarly(work, e);
    }
  }

  /** On an answering thread. */
  private void answer(Work work, Ending ending) {
    try {
      ending.answer();
      answered.add(work);
      end(work);
    } catch (StoppedException | RuntimeException | Error e) {
      endEarly(work, e);
    }
  }

  private void endEarly(Work work, Throwable reason) {
    if (reason instanceof StoppedException) {
      LOG.infof(
          "segment given back partition=%d offset=%d", work.partition().partition(), work.offset());
    } else {
      failed = new Failed(work, reason);
    }
    end(work);
  }

  private void end(Work work) {
    ended.add(work);
    wakeUp.run();
  }
}
