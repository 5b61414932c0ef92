package org.prunescope.system.faults;

import static org.awaitility.Awaitility.await;

import java.util.Random;
import org.prunescope.contract.topic.Topics;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.system.Groups;

/** One fault after the other, drawn from a seed; when {@link #next} returns, it is over. */
final class Disturbance {
  /** So many checkpoints are made between two deaths of a trainer: no segment meets all of them. */
  private static final int BETWEEN_DEATHS = 6;

  private final FaultStack stack;
  private final Random random;
  private final Runnable keepBusy;

  /**
   * @param keepBusy sees to it that there is something to train
   */
  Disturbance(FaultStack stack, long seed, Runnable keepBusy) {
    this.stack = stack;
    this.random = new Random(seed);
    this.keepBusy = keepBusy;
  }

  void next() {
    int drawn = random.nextInt(100);
    if (drawn < 50) {
      killedTrainer();
    } else if (drawn < 62) {
      killed(Stack.METRICS);
    } else if (drawn < 74) {
      killed(Stack.GATEWAY);
    } else if (drawn < 80) {
      killed(Stack.PRUNER);
    } else if (drawn < 86) {
      paused();
    } else if (drawn < 91) {
      disconnected(stack.kafkaProxy(), "Kafka");
    } else if (drawn < 96) {
      disconnected(stack.postgresProxy(), "PostgreSQL");
    } else if (drawn < 98) {
      killed(Stack.POSTGRES);
    } else {
      killed(Stack.KAFKA);
    }
    stack.stack().awaitReady(Stack.GATEWAY);
  }

  private void killedTrainer() {
    long enough = stack.tape().checkpoints() + BETWEEN_DEATHS + random.nextInt(3);
    await()
        .atMost(FaultStack.PATIENCE)
        .until(
            () -> {
              keepBusy.run();
              return stack.tape().checkpoints() >= enough;
            });
    killed(Stack.TRAINER);
  }

  private void killed(String part) {
    stack.kill(part);
    stack.start(part);
  }

  private void paused() {
    stack.signal(Stack.TRAINER, Signal.STOP);
    try (Groups groups = new Groups(stack.stack().bootstrapServers())) {
      await().atMost(FaultStack.PATIENCE).until(() -> groups.members(Topics.TRAINER_GROUP) == 0);
    }
    stack.signal(Stack.TRAINER, Signal.CONT);
  }

  private void disconnected(TcpProxy proxy, String what) {
    long refused = proxy.refusedConnections();
    proxy.cut();
    await().atMost(FaultStack.PATIENCE).until(() -> proxy.refusedConnections() > refused);
    stack.fired("cut off " + what);
    proxy.heal();
  }
}
