package org.prunescope.trainer;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.ArtifactUnreadableException;

/** A store in memory that can be out of order for a while. */
public final class MemoryArtifacts implements ArtifactStore {
  private final Map<ArtifactRef, byte[]> artifacts = new ConcurrentHashMap<>();
  private final AtomicInteger failuresToCome = new AtomicInteger();
  private final AtomicInteger reads = new AtomicInteger();

  @Override
  public void put(ArtifactRef ref, byte[] bytes) throws IOException {
    failMaybe();
    artifacts.put(ref, bytes);
  }

  @Override
  public byte[] get(ArtifactRef ref) throws IOException, ArtifactUnreadableException {
    failMaybe();
    reads.incrementAndGet();
    byte[] bytes = artifacts.get(ref);
    if (bytes == null) {
      throw new ArtifactUnreadableException(ref, "is missing");
    }
    return bytes;
  }

  @Override
  public void delete(ArtifactRef ref) {
    artifacts.remove(ref);
  }

  @Override
  public void check() throws IOException {
    failMaybe();
  }

  void failNext(int times) {
    failuresToCome.set(times);
  }

  int reads() {
    return reads.get();
  }

  boolean has(ArtifactRef ref) {
    return artifacts.containsKey(ref);
  }

  private void failMaybe() throws IOException {
    if (failuresToCome.getAndUpdate(times -> Math.max(0, times - 1)) > 0) {
      throw new IOException("the store is out of order");
    }
  }
}
