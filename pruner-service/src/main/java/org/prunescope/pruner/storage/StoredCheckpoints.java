package org.prunescope.pruner.storage;

import java.io.IOException;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.event.CheckpointRef;

/** Checkpoints that are to be there. */
public final class StoredCheckpoints {
  private final ArtifactStore store;

  public StoredCheckpoints(ArtifactStore store) {
    this.store = store;
  }

  /**
   * Whether the checkpoint is there and its bytes are the reference's.
   *
   * @throws IOException where the store could not be read: trying again may help
   */
  public boolean resolves(CheckpointRef checkpoint) throws IOException {
    try {
      byte[] unused = store.get(checkpoint.artifact());
      return true;
    } catch (ArtifactUnreadableException e) {
      return false;
    }
  }
}
