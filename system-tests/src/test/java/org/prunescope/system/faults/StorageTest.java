package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.Sha256;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.topic.Topics;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.system.Folders;

/** No damaged artifact is ever loaded, no half one ever shown. */
@ExtendWith(FaultStack.Provider.class)
class StorageTest {
  /** Many times as long as a transaction of the pruner, which hides what comes after it. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private final FaultStack stack;

  StorageTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void aCheckpointThatIsTruncatedFlippedOrMissingFailsItsRunByNameAndIsComputedAgain()
      throws IOException {
    ExperimentId undisturbed = stack.undisturbed();
    ExperimentId disturbed = stack.submit();
    stack.awaitCheckpoints(disturbed, 24);
    stack.stack().stop(Stack.TRAINER);
    awaitDecided(disturbed);

    Map<String, ArtifactRef> damaged = damage(disturbed);
    stack.start(Stack.TRAINER);
    stack.awaitComplete(disturbed);

    Map<String, RunProgress> ends = newest(disturbed);
    damaged.forEach(
        (run, checkpoint) -> {
          RunProgress end = Objects.requireNonNull(ends.get(run));
          assertThat(end.state()).as(run).isEqualTo(RunState.FAILED);
          assertThat(Objects.requireNonNull(end.failure()).reason())
              .isEqualTo(FailureReason.ARTIFACT_UNREADABLE);
          assertThat(end.failure().detail()).contains(checkpoint.key());
        });

    stack.gateway().resume(disturbed, false);
    stack.awaitComplete(disturbed);

    assertThat(Finals.of(stack, disturbed)).isEqualTo(Finals.of(stack, undisturbed));
  }

  /** A limit for the size of the trainer's files stands in for a disk that is full. */
  @Test
  void whileTheDiskIsFullNothingHalfIsShownAndTrainingGoesOnOnceThereIsRoom() throws Exception {
    stack.undisturbed();
    ExperimentId disturbed = stack.submit();
    stack.awaitCheckpoints(disturbed, 6);

    CompletableFuture<String> full =
        stack.nextLine(Stack.TRAINER, "cannot store the checkpoint, trying again in 1000 ms");
    Limit.FILE.set(stack.child(Stack.TRAINER), 4096);
    Awaited.get(full, "a checkpoint finds no room", FaultStack.PATIENCE);
    stack.fired("full disk");
    assertThat(halfFiles(disturbed)).isEmpty();
    Limit.FILE.lift(stack.child(Stack.TRAINER));

    stack.awaitComplete(disturbed);
    stack.verdict(disturbed).requireSound();
    assertThat(halfFiles(disturbed)).isEmpty();
  }

  /** Returns when the pruner has decided about every checkpoint and no transaction is open. */
  private void awaitDecided(ExperimentId experiment) {
    await()
        .atMost(FaultStack.PATIENCE)
        .during(SETTLED)
        .untilAsserted(
            () -> {
              Map<String, CheckpointRef> decided = new HashMap<>();
              newest(experiment).forEach((run, said) -> decided.put(run, said.last()));
              Map<String, CheckpointRef> announced = new HashMap<>();
              for (CheckpointEvent event : stack.tape().of(experiment).checkpoints()) {
                announced.put(event.run().text(), Examination.checkpoint(event));
              }
              assertThat(decided).containsAllEntriesOf(announced);
            });
  }

  /** Files under an artifact's key whose bytes are not those that its name says. */
  private List<Path> halfFiles(ExperimentId experiment) throws IOException {
    List<Path> half = new ArrayList<>();
    for (Path file :
        Folders.files(stack.stack().folder().artifacts().resolve(experiment.value()))) {
      String name = file.getFileName().toString();
      if (!name.startsWith(".") && !name.contains(Sha256.of(Files.readAllBytes(file)))) {
        half.add(file);
      }
    }
    return half;
  }

  /**
   * Damages what the outstanding segments begin with, each run's in another way; but not what the
   * trainer had answered and not committed when it stopped: it writes the same bytes anew.
   */
  private Map<String, ArtifactRef> damage(ExperimentId experiment) throws IOException {
    Map<String, ArtifactRef> damaged = new HashMap<>();
    List<SegmentRequested> again =
        stack.tape().unfinished(Topics.TRAINER_GROUP, stack.tape().of(experiment).segments());
    for (RunProgress run : newest(experiment).values()) {
      if (run.state() == RunState.TRAINING
          && run.last() != null
          && again.stream().noneMatch(segment -> leadsTo(segment, run, run.last()))) {
        ArtifactRef checkpoint = run.last().artifact();
        Path file = stack.stack().folder().artifacts().resolve(checkpoint.key());
        byte[] bytes = Files.readAllBytes(file);
        switch (damaged.size() % 3) {
          case 0 -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
          case 1 -> {
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
          }
          default -> Files.delete(file);
        }
        stack.fired("damaged artifact");
        damaged.put(run.run().text(), checkpoint);
      }
    }
    assertThat(damaged).as("runs in training").hasSizeGreaterThanOrEqualTo(2);
    return damaged;
  }

  private static boolean leadsTo(SegmentRequested segment, RunProgress run, CheckpointRef last) {
    return segment.run().equals(run.run()) && segment.target().equals(last.position());
  }

  private Map<String, RunProgress> newest(ExperimentId experiment) {
    stack.tape().catchUp();
    SortedMap<String, RunProgress> newest = new TreeMap<>();
    stack.tape().of(experiment).progress().forEach(said -> newest.put(said.run().text(), said));
    return newest;
  }
}
