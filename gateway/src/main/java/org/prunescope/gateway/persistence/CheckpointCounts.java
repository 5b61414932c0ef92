package org.prunescope.gateway.persistence;

/**
 * Checkpoints of an experiment.
 *
 * @param kept how many are stored
 * @param keptBytes that these take
 * @param deleted how many were deleted since nothing needed them any more
 * @param deletedBytes that these took
 */
public record CheckpointCounts(long kept, long keptBytes, long deleted, long deletedBytes) {
  static final CheckpointCounts NONE = new CheckpointCounts(0, 0, 0, 0);

  CheckpointCounts plus(CheckpointCounts other) {
    return new CheckpointCounts(
        kept + other.kept,
        keptBytes + other.keptBytes,
        deleted + other.deleted,
        deletedBytes + other.deletedBytes);
  }
}
