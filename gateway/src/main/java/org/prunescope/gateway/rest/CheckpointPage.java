package org.prunescope.gateway.rest;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;
import org.prunescope.gateway.persistence.CheckpointPages.Found;

/**
 * Checkpoints, in the order in which they were stored.
 *
 * @param next the value of {@code after} for the next page; null where this is the last
 */
public record CheckpointPage(List<Checkpoint> checkpoints, @Nullable String next) {
  public CheckpointPage {
    checkpoints = List.copyOf(checkpoints);
  }

  /**
   * One checkpoint.
   *
   * @param last whether it is its run's newest
   * @param sha256 of its bytes
   * @param file path of its content; null where it is deleted
   * @param deletedAt null while it is stored
   */
  public record Checkpoint(
      RunId run,
      int attempt,
      Position position,
      boolean last,
      String sha256,
      long bytes,
      @Nullable String file,
      @Nullable Instant deletedAt) {
    static Checkpoint of(Found found) {
      String sha256 = found.artifact().sha256();
      return new Checkpoint(
          found.run(),
          found.attempt(),
          found.position(),
          found.last(),
          sha256,
          found.artifact().bytes(),
          found.deletedAt() != null
              ? null
              : "/api/v1/experiments/%s/checkpoints/%s.safetensors"
                  .formatted(found.run().experiment(), sha256),
          found.deletedAt());
    }
  }
}
