package org.prunescope.standalone.gateway;

import org.jspecify.annotations.Nullable;

/**
 * A checkpoint of a run.
 *
 * @param run experiment/variant/seed
 * @param file path of its content at the gateway; null where it is deleted
 */
public record Checkpoint(
    String run, Place position, String sha256, long bytes, @Nullable String file) {
  /** Where in the run: phase, updates made in it, trained or pruned. */
  public record Place(int phase, int step, String stage) {}

  /** What it is called on a disk. */
  public String fileName() {
    return "%s-phase%d-step%d-%s.safetensors"
        .formatted(
            run.substring(run.indexOf('/') + 1).replace('/', '-'),
            position.phase(),
            position.step(),
            position.stage());
  }
}
