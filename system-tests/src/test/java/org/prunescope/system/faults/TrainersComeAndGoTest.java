package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.topic.Topics;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.system.Groups;
import org.prunescope.system.LongForm;

/** Trainers that join, leave and die every few seconds take nothing from anybody. */
@ExtendWith(FaultStack.Provider.class)
class TrainersComeAndGoTest {
  private static final int ROUNDS = Integer.getInteger("faults.rounds", 4);

  private final FaultStack stack;

  TrainersComeAndGoTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void aGroupThatNeverRestsFinishesEverything() {
    List<ExperimentId> disturbed = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      disturbed.add(stack.submit());
      String trainer = stack.launchTrainer();
      stack.stack().awaitReady(trainer);
      stack.fired("trainer joins");
      if (round % 2 == 0) {
        stack.stack().stop(trainer);
        assertThat(stack.child(trainer).exitCode()).as("exit in order").hasValue(0);
        stack.fired("trainer leaves");
      } else {
        stack.kill(trainer);
      }
      stack.forgetTrainer(trainer);
    }
    for (ExperimentId id : disturbed) {
      stack.awaitComplete(id);
      stack.verdict(id).requireSound();
    }
    assertThat(stack.stack().isRunning(Stack.TRAINER)).isTrue();
  }

  @Test
  @LongForm
  void scaledFromOneToFourAndBackTheyMakeWhatOneMakes() {
    stack.undisturbed();
    List<ExperimentId> scaled = new ArrayList<>(List.of(stack.submit(), stack.submit()));
    stack.awaitCheckpoints(scaled.getFirst(), 6);

    List<String> joined = new ArrayList<>();
    List<CompletableFuture<String>> trained = new ArrayList<>();
    for (int trainer = 2; trainer <= 4; trainer++) {
      joined.add(stack.launchTrainer());
      trained.add(stack.nextLine(joined.getLast(), "segment trained"));
    }
    joined.forEach(stack.stack()::awaitReady);
    awaitMembers(4);
    stack.fired("scaled to 4 trainers");
    scaled.add(stack.submit());
    Awaited.get(
        CompletableFuture.anyOf(trained.toArray(CompletableFuture<?>[]::new)),
        "a segment of a trainer that joined",
        FaultStack.PATIENCE);
    stack.awaitCheckpoints(scaled.getLast(), 6);

    for (String trainer : joined) {
      stack.stack().stop(trainer);
      assertThat(stack.child(trainer).exitCode()).as("exit in order").hasValue(0);
      stack.forgetTrainer(trainer);
    }
    awaitMembers(1);
    stack.fired("scaled to 1 trainer");
    System.out.printf(
        "scaled: %d of 3 trainers that joined have trained%n",
        trained.stream().filter(CompletableFuture::isDone).count());
    for (ExperimentId id : scaled) {
      stack.awaitComplete(id);
      stack.verdict(id).requireSound();
    }
  }

  private void awaitMembers(int number) {
    try (Groups groups = new Groups(stack.stack().bootstrapServers())) {
      await()
          .atMost(FaultStack.PATIENCE)
          .until(() -> groups.members(Topics.TRAINER_GROUP) == number);
    }
  }
}
