package org.prunescope.system.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointRef;

/** The artifact store, and what its disk has lost. */
final class Artifacts {
  private static final Once<Checkpoint, CheckpointRef> CHECKPOINTS = new Once<>(Checkpoint::ref);

  private final Set<String> stored = new LinkedHashSet<>();
  private final Set<String> lost = new HashSet<>();
  private final Map<String, Network> made = new HashMap<>();

  private record Checkpoint(int attempt, Network network) {
    CheckpointRef ref() {
      return new CheckpointRef(
          network.at(),
          ArtifactRef.checkpoint(network.run(), attempt, network.at(), network.bytes()));
    }
  }

  /** Stores a checkpoint; the same again changes nothing. */
  CheckpointRef put(int attempt, Network network) {
    CheckpointRef checkpoint = CHECKPOINTS.of(new Checkpoint(attempt, network));
    stored.add(checkpoint.artifact().key());
    made.put(checkpoint.artifact().sha256(), network);
    return checkpoint;
  }

  boolean has(CheckpointRef checkpoint) {
    return stored.contains(checkpoint.artifact().key());
  }

  /** Whether its disk has ever lost it. */
  boolean hasLost(CheckpointRef checkpoint) {
    return lost.contains(checkpoint.artifact().key());
  }

  void delete(ArtifactRef artifact) {
    stored.remove(artifact.key());
  }

  void lose(String key) {
    if (stored.remove(key)) {
      lost.add(key);
    }
  }

  /** Keys of all that is there, in the order of storing. */
  List<String> keys() {
    return List.copyOf(stored);
  }

  /** What was ever stored with this digest; null where nothing was. */
  @Nullable Network network(String sha256) {
    return made.get(sha256);
  }
}
