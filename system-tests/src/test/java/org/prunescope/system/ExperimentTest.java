package org.prunescope.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.plan.Plan;
import org.prunescope.standalone.stack.Stack;

/**
 * A tiny experiment on the whole stack: undisturbed, without sharing, in other segments, with a
 * killed trainer. Once with one phase and one objective, once with the contrastive ones.
 */
@ParameterizedClass
@ValueSource(strings = {"tiny.json", "contrastive.json"})
@ExtendWith(RunningStack.Provider.class)
class ExperimentTest {
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  /** The undisturbed experiment of each file, run once for all tests. */
  private static final Map<String, ExperimentId> UNDISTURBED = new HashMap<>();

  private final String file;
  private final RunningStack running;
  private final ExperimentId first;
  private final SortedMap<String, String> undisturbed;

  ExperimentTest(String file, RunningStack running) {
    this.file = file;
    this.running = running;
    this.first = UNDISTURBED.computeIfAbsent(file, key -> running.complete(request()));
    this.undisturbed = digests(first);
  }

  @Test
  void everyRunEndsOnceAndIsMeasuredOnce() {
    Map<RunId, RunProgress> progress = running.checkpoints().progress(first);
    int runs = plan().runs().size();
    assertThat(progress).hasSize(runs);
    assertThat(progress.values())
        .allSatisfy(run -> assertThat(run.state()).isEqualTo(RunState.TRAINED));
    assertThat(
            running.rows(
                "select count(*), count(distinct (variant, seed)) from results.v1_runs"
                    + " where state = 'measured' and experiment = ?",
                first))
        .containsExactly(List.of((long) runs, (long) runs));
  }

  @Test
  void theTableHasEveryVariantWithItsNumbers() {
    JsonNode results = running.gateway().results(first);
    JsonNode variants = results.required("variants");
    assertThat(variants.size()).isEqualTo(plan().variants().size());
    for (JsonNode variant : variants) {
      assertThat(variant.required("n").asInt()).isEqualTo(2);
      assertThat(variant.required("accuracyMean").asDouble()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void allEventsOfARunAreOnOnePartition() {
    assertThat(running.checkpoints().partitions(first).values())
        .allSatisfy(partitions -> assertThat(partitions).hasSize(1));
  }

  /** Zeros, masks and momentum of every pruned checkpoint and all that comes after it. */
  @Test
  void everyMaskIsExactNestedAndKept() throws IOException, ArtifactUnreadableException {
    Masks masks = new Masks(plan());
    for (CheckpointEvent event : running.checkpoints().events(first)) {
      switch (event) {
        case CheckpointEvent.CheckpointSaved saved ->
            masks.follow(
                saved.run(), read(saved.checkpoint().artifact()), saved.checkpoint().position());
        case CheckpointEvent.CheckpointPruned pruned ->
            masks.follow(
                pruned.run(), read(pruned.checkpoint().artifact()), pruned.checkpoint().position());
        case CheckpointEvent.SegmentFailed failed -> throw new AssertionError(failed);
      }
    }
    assertThat(masks.events())
        .isEqualTo(
            plan().runs().stream()
                .mapToInt(run -> plan().variant(run.variant()).masks().size())
                .sum());
  }

  @Test
  void aBranchEqualsTheSameRunUnshared() {
    ExperimentId unshared = running.complete(request().put("shareTrunks", false));
    SortedMap<String, String> all = digests(unshared);
    assertThat(all.size()).isGreaterThan(undisturbed.size());
    assertThat(all).containsAllEntriesOf(branchesOf(undisturbed));
    assertAgreeWhereBothAre(all, undisturbed);
  }

  @Test
  void otherSegmentLengthsGiveTheSameNetworks() {
    ExperimentId other = running.complete(request().put("segmentSteps", 1000));
    SortedMap<String, String> longer = digests(other);
    assertThat(longer.size()).isLessThan(undisturbed.size());
    assertThat(undisturbed).containsAllEntriesOf(longer);
  }

  @Test
  void whereOnlyFinalsStayTheyAreAllThatIsLeftAndTheyAreTheSame() throws Exception {
    ExperimentId swept = running.complete(request().put("checkpoints", "final"));
    List<ArtifactRef> finals = new ArrayList<>();
    for (RunProgress run : running.checkpoints().progress(swept).values()) {
      finals.add(Objects.requireNonNull(run.last()).artifact());
    }

    awaitCounts(swept, finals.size(), undisturbed.size() - finals.size());
    assertThat(running.checkpointFiles(swept))
        .containsExactlyInAnyOrderElementsOf(finals.stream().map(ArtifactRef::key).toList());
    assertThat(running.gateway().show(swept).required("checkpoints").required("keptBytes").asLong())
        .isEqualTo(finals.stream().mapToLong(ArtifactRef::bytes).sum());
    for (ArtifactRef last : finals) {
      assertThat(running.artifacts().get(last)).hasSize((int) last.bytes());
    }
    assertThat(digests(swept)).isEqualTo(undisturbed);
  }

  @Test
  void whereAllStayNoneIsDeleted() {
    awaitCounts(first, undisturbed.size(), 0);
    assertThat(running.checkpointFiles(first)).hasSize(undisturbed.size());
  }

  @Test
  void aKilledTrainerCostsNothing() {
    Stack stack = running.stack();
    ExperimentId disturbed = running.gateway().submit(request());
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> running.checkpoints().events(disturbed).size() > 4);
    stack.kill(Stack.TRAINER);
    assertThat(running.checkpoints().progress(disturbed).values())
        .as("a segment is in work when the trainer dies")
        .anyMatch(run -> run.state() == RunState.TRAINING);
    int atDeath = digests(disturbed).size();
    assertThat(stack.isRunning(Stack.TRAINER)).isFalse();
    assertThat(atDeath).as("checkpoints at the trainer's death").isLessThan(undisturbed.size());

    stack.start(Stack.TRAINER);
    running.awaitComplete(disturbed);
    assertThat(digests(disturbed)).isEqualTo(undisturbed);
  }

  private void awaitCounts(ExperimentId id, int kept, int deleted) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              JsonNode checkpoints = running.gateway().show(id).required("checkpoints");
              assertThat(checkpoints.required("kept").asInt()).isEqualTo(kept);
              assertThat(checkpoints.required("deleted").asInt()).isEqualTo(deleted);
            });
  }

  private ObjectNode request() {
    return RunningStack.request(file);
  }

  private Plan plan() {
    try {
      return Plan.read(
          running.artifacts().get(running.checkpoints().events(first).getFirst().plan()));
    } catch (IOException | ArtifactUnreadableException e) {
      throw new AssertionError(e);
    }
  }

  private Safetensors.Content read(ArtifactRef artifact)
      throws IOException, ArtifactUnreadableException {
    return Safetensors.read(running.artifacts().get(artifact));
  }

  private SortedMap<String, String> digests(ExperimentId id) {
    SortedMap<String, String> digests = new TreeMap<>();
    running
        .checkpoints()
        .published(id)
        .forEach((place, artifact) -> digests.put(place, artifact.sha256()));
    return digests;
  }

  /** A trunk that nothing forks from has no checkpoint at a fork; branches have all of theirs. */
  private static Map<String, String> branchesOf(SortedMap<String, String> digests) {
    Map<String, String> branches = new TreeMap<>(digests);
    branches.keySet().removeIf(place -> place.contains("_dense/"));
    assertThat(branches).isNotEmpty();
    return branches;
  }

  private static void assertAgreeWhereBothAre(
      SortedMap<String, String> one, SortedMap<String, String> other) {
    Map<String, String> common = new TreeMap<>(one);
    common.keySet().retainAll(other.keySet());
    assertThat(other).containsAllEntriesOf(common);
  }
}
