package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;

/**
 * Checkpoints that nobody asked for move no run: stale ones, those of another attempt, and those
 * that come before their turn, whether in their order or not.
 */
@ExtendWith(FaultStack.Provider.class)
class InjectedCheckpointsTest {
  private final FaultStack stack;
  private final Set<SegmentRequested> answered = new HashSet<>();
  private int stale;
  private int early;
  private int ofAnotherAttempt;

  InjectedCheckpointsTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void staleReorderedAndSkippedCheckpointsMoveNoRun() {
    List<CheckpointSaved> undisturbed = saved(stack.undisturbed());
    ExperimentId disturbed = stack.submit();
    try (Sender sender = new Sender(stack.stack().bootstrapServers())) {
      await()
          .atMost(FaultStack.PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                for (SegmentRequested segment : stack.tape().of(disturbed).segments()) {
                  if (answered.add(segment)) {
                    inject(segment, undisturbed, sender);
                  }
                }
                return stack.isComplete(disturbed);
              });
    }
    Verdict verdict = stack.verdict(disturbed).requireSound();
    System.out.printf(
        "injected: %d stale, %d before their turn, %d of another attempt%n",
        stale, early, ofAnotherAttempt);
    assertThat(List.of(stale, early, ofAnotherAttempt)).allMatch(number -> number > 10);
    assertThat(verdict.duplicates()).isGreaterThanOrEqualTo(stale);
  }

  /** While this segment is outstanding: what went before it, and what will come after it. */
  private void inject(SegmentRequested segment, List<CheckpointSaved> undisturbed, Sender sender) {
    Plan plan = stack.plan(segment.plan());
    List<Position> measured = plan.variant(segment.run().variant()).measured();
    List<CheckpointSaved> ofTheRun =
        undisturbed.stream().filter(event -> isSameRun(event.run(), segment.run())).toList();
    for (CheckpointSaved event : ofTheRun.reversed()) {
      Position position = event.checkpoint().position();
      if (position.equals(segment.target())) {
        continue;
      }
      if (position.isAfter(segment.target())) {
        early += isAnnounced(segment.run(), position) ? 0 : 1;
        send(sender, plan, segment, event, segment.attempt());
        if (!measured.contains(position)) {
          ofAnotherAttempt++;
          send(sender, plan, segment, event, segment.attempt() + 1);
        }
      } else {
        stale++;
        send(sender, plan, segment, event, segment.attempt());
      }
    }
  }

  /** The undisturbed run's bytes as this run's checkpoint: only its place is wrong. */
  private void send(
      Sender sender, Plan plan, SegmentRequested segment, CheckpointSaved event, int attempt) {
    try {
      byte[] bytes = stack.artifacts().get(event.checkpoint().artifact());
      ArtifactRef ref =
          ArtifactRef.checkpoint(
              segment.run(), segment.attempt(), event.checkpoint().position(), bytes);
      stack.artifacts().put(ref, bytes);
      sender.send(
          Topics.CHECKPOINTS,
          plan.partition(segment.run()),
          segment.run(),
          new CheckpointSaved(
              segment.run(),
              segment.plan(),
              attempt,
              new CheckpointRef(event.checkpoint().position(), ref),
              event.environment(),
              event.trainedImages(),
              event.durationMillis()));
    } catch (IOException | ArtifactUnreadableException e) {
      throw new AssertionError(e);
    }
  }

  private boolean isAnnounced(RunId run, Position position) {
    return saved(run.experiment()).stream()
        .anyMatch(
            event -> event.run().equals(run) && event.checkpoint().position().equals(position));
  }

  private List<CheckpointSaved> saved(ExperimentId id) {
    return stack.tape().of(id).checkpoints().stream()
        .filter(CheckpointSaved.class::isInstance)
        .map(CheckpointSaved.class::cast)
        .toList();
  }

  private static boolean isSameRun(RunId one, RunId other) {
    return Objects.equals(one.variant(), other.variant()) && one.seed() == other.seed();
  }
}
