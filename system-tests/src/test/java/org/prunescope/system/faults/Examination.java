package org.prunescope.system.faults;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;
import org.prunescope.contract.position.Position;
import org.prunescope.system.Masks;
import org.prunescope.system.MetricsTables;

/** Looks at everything an experiment has left: topics, artifacts and both schemas. */
final class Examination {
  private static final String STATES =
      "select id || ' ' || state from gateway.run where experiment = ?";
  private static final String MEASURED =
      """
      select run || ' ' || phase || '-' || step || '-' || stage || ' ' || attempt
      from metrics.measurement where split_part(run, '/', 1) = ?
      """;
  private static final String GAPS =
      """
      select 'event ' || n from gateway.event e where experiment = ? and n > 1
        and not exists (select from gateway.event where experiment = e.experiment and n = e.n - 1)
      """;
  private static final String UNSENT =
      "select key from gateway.outbox where split_part(key, '/', 1) = ?";

  private final FaultStack stack;
  private final ExperimentId id;
  private final ExperimentId reference;
  private final Map<String, RunState> otherwise;
  private final Tape.Said said;
  private final Plan plan;
  private final SortedMap<String, RunState> states = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private int duplicates;
  private int lost;
  private int doubled;
  private int hashDifferences;

  Examination(
      FaultStack stack, ExperimentId id, ExperimentId reference, Map<String, RunState> otherwise) {
    this.stack = stack;
    this.id = id;
    this.reference = reference;
    this.otherwise = otherwise;
    this.said = stack.tape().of(id);
    this.plan = plan();
  }

  Verdict verdict() {
    try (Connection connection = stack.connection()) {
      examineStates(connection);
      examineEndings();
      examineCheckpoints();
      examineMasks();
      examineReferences();
      examineResults(connection);
      none("gap in the gateway's log before", MetricsTables.strings(connection, GAPS, id.value()));
      none("never sent to Kafka", MetricsTables.strings(connection, UNSENT, id.value()));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return new Verdict(id, states, duplicates, lost, doubled, hashDifferences, problems);
  }

  private void examineStates(Connection connection) throws SQLException {
    for (String row : MetricsTables.strings(connection, STATES, id.value())) {
      String[] parts = row.split(" ", -1);
      states.put(place(RunId.parse(parts[0])), RunState.valueOf(parts[1]));
    }
    for (PlannedRun run : plan.runs()) {
      String place = place(plan.id(run));
      RunState expected = otherwise.getOrDefault(place, RunState.MEASURED);
      RunState state = states.get(place);
      if (state != expected) {
        lost += state == null || !state.hasEnded() || state == RunState.TRAINED ? 1 : 0;
        problems.add("%s is %s, not %s".formatted(place, state, expected));
      }
    }
  }

  /** Within an attempt a run ends once, and its checkpoints only ever come later in its life. */
  private void examineEndings() {
    Map<RunId, RunProgress> newest = new HashMap<>();
    for (RunProgress next : said.progress()) {
      RunProgress before = newest.put(next.run(), next);
      if (before == null) {
        continue;
      }
      if (before.attempt() == next.attempt()
          && before.state().hasEnded()
          && !(before.state() == next.state() && Objects.equals(before.last(), next.last()))) {
        doubled++;
        problems.add("%s ended %s and then went on %s".formatted(next.run(), before, next));
      }
      if (before.last() != null
          && (next.last() == null || before.last().position().isAfter(next.last().position()))) {
        problems.add("%s went back: %s, then %s".formatted(next.run(), before, next));
      }
    }
  }

  private void examineCheckpoints() {
    SortedMap<String, String> digests = digests(said);
    SortedMap<String, String> expected = digests(stack.tape().of(reference));
    Set<String> seen = new HashSet<>();
    for (CheckpointEvent event : said.checkpoints()) {
      CheckpointRef checkpoint = checkpoint(event);
      if (checkpoint == null) {
        continue;
      }
      String place = place(event.run()) + "/" + checkpoint.position();
      String digest = checkpoint.artifact().sha256();
      duplicates += seen.add(place + "/" + event.attempt()) ? 0 : 1;
      if (!digest.equals(expected.getOrDefault(place, digest))
          || !digest.equals(digests.get(place))) {
        hashDifferences++;
        problems.add("%s has other bytes: %s".formatted(place, digest));
      }
    }
    for (String place : expected.keySet()) {
      if (!digests.containsKey(place) && !endsOtherwise(place)) {
        lost++;
        problems.add("there is no checkpoint " + place);
      }
    }
    digests.keySet().stream()
        .filter(place -> !expected.containsKey(place))
        .forEach(place -> problems.add("nobody asked for checkpoint " + place));
  }

  private void examineMasks() {
    SortedMap<String, SortedMap<Position, CheckpointEvent>> runs = new TreeMap<>();
    for (CheckpointEvent event : said.checkpoints()) {
      CheckpointRef checkpoint = checkpoint(event);
      if (checkpoint != null) {
        runs.computeIfAbsent(event.run().text(), key -> new TreeMap<>())
            .putIfAbsent(checkpoint.position(), event);
      }
    }
    Masks masks = new Masks(plan);
    for (SortedMap<Position, CheckpointEvent> run : runs.values()) {
      run.forEach((position, event) -> follow(masks, position, event));
    }
    int due =
        plan.runs().stream().mapToInt(run -> plan.variant(run.variant()).masks().size()).sum();
    if (otherwise.isEmpty() && masks.events() != due) {
      problems.add("%d masks were applied, not %d".formatted(masks.events(), due));
    }
  }

  private void follow(Masks masks, Position position, CheckpointEvent event) {
    CheckpointRef checkpoint = Objects.requireNonNull(checkpoint(event));
    try {
      masks.follow(
          event.run(), Safetensors.read(stack.artifacts().get(checkpoint.artifact())), position);
    } catch (IOException | ArtifactUnreadableException | AssertionError e) {
      problems.add("mask of %s at %s: %s".formatted(event.run(), position, e.getMessage()));
    }
  }

  /** Whatever any event points at is there, whole. */
  private void examineReferences() {
    Set<ArtifactRef> references = new HashSet<>();
    for (SegmentRequested segment : said.segments()) {
      references.add(segment.plan());
      add(references, segment.input());
    }
    for (CheckpointEvent event : said.checkpoints()) {
      references.add(event.plan());
      add(references, checkpoint(event));
    }
    for (RunProgress progress : said.progress()) {
      references.add(progress.plan());
      add(references, progress.last());
      add(references, progress.fork());
    }
    for (ArtifactRef reference : references) {
      try {
        stack.artifacts().get(reference);
      } catch (IOException | ArtifactUnreadableException e) {
        problems.add("an event points at what is not there: " + e.getMessage());
      }
    }
  }

  private void examineResults(Connection connection) throws SQLException {
    Set<String> rows = new HashSet<>();
    for (String row : MetricsTables.strings(connection, MEASURED, id.value())) {
      if (!rows.add(row)) {
        doubled++;
        problems.add("measured twice: " + row);
      }
    }
    Set<String> measured = new HashSet<>();
    rows.forEach(row -> measured.add(row.substring(0, row.lastIndexOf(' '))));
    for (PlannedRun run : plan.runs()) {
      for (Position position : plan.variant(run.variant()).measured()) {
        if (!endsOtherwise(place(plan.id(run)))
            && !measured.contains(plan.id(run) + " " + position)) {
          lost++;
          problems.add("not measured: %s at %s".formatted(plan.id(run), position));
        }
      }
    }
    if (otherwise.isEmpty()) {
      examineTables(connection);
    }
  }

  private void examineTables(Connection connection) throws SQLException {
    SortedMap<String, List<String>> tables = MetricsTables.rows(connection, id);
    MetricsTables.rows(connection, reference)
        .forEach(
            (table, expected) -> {
              List<String> rows = tables.getOrDefault(table, List.of());
              if (!rows.equals(expected)) {
                problems.add(
                    "metrics.%s has %d other rows than undisturbed, for instance %s"
                        .formatted(table, different(rows, expected), example(rows, expected)));
              }
            });
  }

  private static long different(List<String> rows, List<String> expected) {
    return rows.stream().filter(row -> !expected.contains(row)).count()
        + expected.stream().filter(row -> !rows.contains(row)).count();
  }

  private static String example(List<String> rows, List<String> expected) {
    String row =
        rows.stream().filter(candidate -> !expected.contains(candidate)).findFirst().orElse("");
    return row.substring(0, Math.min(400, row.length()));
  }

  private void none(String problem, List<String> found) {
    found.forEach(text -> problems.add(problem + ": " + text));
  }

  private Plan plan() {
    if (said.commands().isEmpty()) {
      throw new AssertionError("nothing was ever said of experiment " + id);
    }
    return stack.plan(said.commands().getFirst().plan());
  }

  /** First digest of each checkpoint, by {@code variant/seed/position}. */
  private static SortedMap<String, String> digests(Tape.Said said) {
    SortedMap<String, String> digests = new TreeMap<>();
    for (CheckpointEvent event : said.checkpoints()) {
      CheckpointRef checkpoint = checkpoint(event);
      if (checkpoint != null) {
        digests.putIfAbsent(
            place(event.run()) + "/" + checkpoint.position(), checkpoint.artifact().sha256());
      }
    }
    return digests;
  }

  private boolean endsOtherwise(String place) {
    return otherwise.keySet().stream().anyMatch(place::startsWith);
  }

  private static void add(Set<ArtifactRef> references, @Nullable CheckpointRef checkpoint) {
    if (checkpoint != null) {
      references.add(checkpoint.artifact());
    }
  }

  /** What the event announces; null where it says that there is nothing. */
  static @Nullable CheckpointRef checkpoint(CheckpointEvent event) {
    return switch (event) {
      case CheckpointEvent.CheckpointSaved saved -> saved.checkpoint();
      case CheckpointEvent.CheckpointPruned pruned -> pruned.checkpoint();
      case CheckpointEvent.SegmentFailed failed -> null;
    };
  }

  private static String place(RunId run) {
    return run.variant() + "/" + run.seed();
  }
}
