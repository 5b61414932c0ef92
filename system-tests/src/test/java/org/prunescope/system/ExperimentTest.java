package org.prunescope.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.artifact.FolderArtifactStore;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.network.WideResNet;
import org.prunescope.standalone.stack.Installation;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.standalone.stack.StackOptions;

/** A tiny experiment on the whole stack: undisturbed, without sharing, with a killed trainer. */
class ExperimentTest {
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final int RUNS = 6;

  @TempDir static Path data;
  private static Stack stack;
  private static Gateway gateway;
  private static Checkpoints checkpoints;
  private static SortedMap<String, String> undisturbed;
  private static ExperimentId first;

  @BeforeAll
  static void start() throws IOException {
    stack =
        Stack.open(
            Installation.around(Path.of("")),
            StackOptions.at(data).withTrainers(1, 2),
            (part, line) -> System.out.println(part + " | " + line));
    stack.start();
    gateway = new Gateway(stack.gateway());
    checkpoints = new Checkpoints(stack.bootstrapServers());
    first = gateway.submit(tiny());
    awaitComplete(first);
    undisturbed = digests(first);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    stack.close();
  }

  @Test
  void everyRunEndsOnceAndIsMeasuredOnce() throws SQLException {
    Map<?, RunProgress> progress = checkpoints.progress(first);
    assertThat(progress).hasSize(RUNS);
    assertThat(progress.values())
        .allSatisfy(run -> assertThat(run.state()).isEqualTo(RunState.TRAINED));
    assertThat(number("select count(*) from results.v1_runs where experiment = ?", first))
        .isEqualTo(RUNS);
    assertThat(
            number(
                "select count(distinct (variant, seed)) from results.v1_runs where state = 'measured' and experiment = ?",
                first))
        .isEqualTo(RUNS);
  }

  @Test
  void theTableHasEveryVariantWithItsNumbers() {
    JsonNode results = gateway.results(first);
    JsonNode variants = results.required("variants");
    assertThat(variants.size()).isEqualTo(3);
    for (JsonNode variant : variants) {
      assertThat(variant.required("n").asInt()).isEqualTo(2);
      assertThat(variant.required("accuracyMean").asDouble()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void allEventsOfARunAreOnOnePartition() {
    assertThat(checkpoints.partitions(first).values())
        .allSatisfy(partitions -> assertThat(partitions).hasSize(1));
  }

  /** Zeros, masks and momentum of every pruned checkpoint and all that comes after it. */
  @Test
  void everyMaskIsExactNestedAndKept() throws IOException, ArtifactUnreadableException {
    FolderArtifactStore store = new FolderArtifactStore(stack.folder().artifacts());
    Map<String, Map<String, byte[]>> lastMasks = new LinkedHashMap<>();
    int masked = 0;
    for (CheckpointEvent event : checkpoints.events(first)) {
      ArtifactRef artifact =
          switch (event) {
            case CheckpointEvent.CheckpointSaved saved -> saved.checkpoint().artifact();
            case CheckpointEvent.CheckpointPruned pruned -> pruned.checkpoint().artifact();
            case CheckpointEvent.SegmentFailed failed -> throw new AssertionError(failed);
          };
      Safetensors.Content content = Safetensors.read(store.get(artifact));
      Map<String, byte[]> before =
          lastMasks.computeIfAbsent(event.run().text(), run -> new TreeMap<>());
      for (ParameterSpec parameter : new WideResNet(10, 1).parameters(new Head.Classifier(10))) {
        Tensor mask = content.tensors().get(CheckpointFormat.maskOf(parameter.name()));
        if (mask != null) {
          masked++;
          assertZerosUnder(mask.bytes(), content, parameter.name());
          assertNested(before.put(parameter.name(), mask.bytes()), mask.bytes());
        }
      }
      if (event instanceof CheckpointEvent.CheckpointPruned pruned
          && pruned.run().variant().value().contains("one-shot")) {
        assertThat(before.values().stream().mapToLong(ExperimentTest::zeros).sum())
            .isEqualTo(rounded(.9 * weights()));
      }
    }
    assertThat(masked).isPositive();
    lastMasks.forEach(
        (run, masks) -> {
          if (run.contains("gradual-layer")) {
            masks.forEach(
                (name, mask) -> assertThat(zeros(mask)).isEqualTo(rounded(.9 * mask.length)));
          }
        });
  }

  @Test
  void aBranchEqualsTheSameRunUnshared() {
    ExperimentId unshared = gateway.submit(tiny().put("shareTrunks", false));
    awaitComplete(unshared);
    SortedMap<String, String> all = digests(unshared);
    assertThat(all.size()).isGreaterThan(undisturbed.size());
    assertThat(all).containsAllEntriesOf(branchesOf(undisturbed));
    assertAgreeWhereBothAre(all, undisturbed);
  }

  @Test
  void otherSegmentLengthsGiveTheSameNetworks() {
    ExperimentId other = gateway.submit(tiny().put("segmentSteps", 1000));
    awaitComplete(other);
    SortedMap<String, String> longer = digests(other);
    assertThat(longer.size()).isLessThan(undisturbed.size());
    assertThat(undisturbed).containsAllEntriesOf(longer);
  }

  @Test
  void aKilledTrainerCostsNothing() {
    ExperimentId disturbed = gateway.submit(tiny());
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> checkpoints.events(disturbed).size() > 4);
    stack.kill(Stack.TRAINER);
    assertThat(checkpoints.progress(disturbed).values())
        .as("a segment is in work when the trainer dies")
        .anyMatch(run -> run.state() == RunState.TRAINING);
    int atDeath = digests(disturbed).size();
    assertThat(stack.isRunning(Stack.TRAINER)).isFalse();
    assertThat(atDeath).as("checkpoints at the trainer's death").isLessThan(undisturbed.size());

    stack.start(Stack.TRAINER);
    awaitComplete(disturbed);
    assertThat(digests(disturbed)).isEqualTo(undisturbed);
  }

  private static ObjectNode tiny() {
    try (InputStream in = ExperimentTest.class.getResourceAsStream("tiny.json")) {
      return (ObjectNode) new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitComplete(ExperimentId id) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> gateway.show(id).required("complete").asBoolean());
    assertThat(checkpoints.progress(id).values())
        .extracting(RunProgress::state)
        .containsOnly(RunState.TRAINED);
  }

  private static SortedMap<String, String> digests(ExperimentId id) {
    SortedMap<String, String> digests = new TreeMap<>();
    checkpoints.published(id).forEach((place, artifact) -> digests.put(place, artifact.sha256()));
    return digests;
  }

  /** A trunk that nothing forks from has no checkpoint at a fork; branches have all of theirs. */
  private static Map<String, String> branchesOf(SortedMap<String, String> digests) {
    Map<String, String> branches = new TreeMap<>(digests);
    branches.keySet().removeIf(place -> place.startsWith("cross-entropy_dense/"));
    assertThat(branches).isNotEmpty();
    return branches;
  }

  private static void assertAgreeWhereBothAre(
      SortedMap<String, String> one, SortedMap<String, String> other) {
    Map<String, String> common = new TreeMap<>(one);
    common.keySet().retainAll(other.keySet());
    assertThat(other).containsAllEntriesOf(common);
  }

  private static void assertZerosUnder(byte[] mask, Safetensors.Content content, String name) {
    float[] values = content.tensor(name).floats();
    Tensor momentum = content.tensors().get(CheckpointFormat.momentumOf(name));
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] == 0) {
        assertThat(Float.floatToRawIntBits(values[i])).isZero();
        if (momentum != null) {
          assertThat(momentum.data().getInt(4 * i)).isZero();
        }
      }
    }
  }

  private static void assertNested(
      byte @org.jspecify.annotations.Nullable [] before, byte[] after) {
    if (before != null) {
      for (int i = 0; i < before.length; i++) {
        assertThat(after[i]).isLessThanOrEqualTo(before[i]);
      }
    }
  }

  private static long rounded(double value) {
    return (long) Math.rint(value);
  }

  private static long zeros(byte[] mask) {
    long zeros = 0;
    for (byte keep : mask) {
      zeros += 1 - keep;
    }
    return zeros;
  }

  private static long weights() {
    return new WideResNet(10, 1)
        .parameters(new Head.Classifier(10)).stream()
            .filter(parameter -> parameter.kind().isWeight())
            .mapToLong(ParameterSpec::size)
            .sum();
  }

  private static long number(String sql, ExperimentId id) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                stack.jdbcUrl(), stack.databaseUser(), stack.databasePassword());
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, id.value());
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }
}
