package org.prunescope.contract.artifact;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Where artifacts live. Written once, verified on every read. Safe for any number of writers. The
 * gateway alone deletes.
 */
public interface ArtifactStore {
  /**
   * Stores the bytes under their reference; where they are already there, nothing changes. When
   * this returns, the artifact is whole and durable; when it throws, no half artifact is visible.
   *
   * @throws IllegalArgumentException where the bytes are not what the reference says
   */
  void put(ArtifactRef ref, byte[] bytes) throws IOException;

  /**
   * The artifact's bytes, verified against the reference.
   *
   * @throws ArtifactUnreadableException where it is missing or its bytes are not the reference's
   * @throws IOException where the store could not be read: trying again may help
   */
  byte[] get(ArtifactRef ref) throws IOException, ArtifactUnreadableException;

  /**
   * The artifact's bytes as a stream, for what is handed on without being held whole; they are
   * verified before this returns. To be closed.
   *
   * @throws ArtifactUnreadableException where it is missing or its bytes are not the reference's
   * @throws IOException where the store could not be read: trying again may help
   */
  default InputStream open(ArtifactRef ref) throws IOException, ArtifactUnreadableException {
    return new ByteArrayInputStream(get(ref));
  }

  /**
   * Makes the artifact unreadable and gives its space back; where it is not there, nothing happens.
   * One that is put again afterwards, or meanwhile, may be there again.
   *
   * @throws IOException where it may still be there: trying again may help
   */
  void delete(ArtifactRef ref) throws IOException;

  /**
   * Returns where artifacts can be stored and read now, as far as can be told at once.
   *
   * @throws IOException where they cannot, with the reason
   */
  void check() throws IOException;
}
