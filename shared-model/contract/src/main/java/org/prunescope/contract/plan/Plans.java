package org.prunescope.contract.plan;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.ArtifactUnreadableException;

/**
 * Plans by their digest, each read once while it is among the last few used. Safe for many threads.
 */
public final class Plans {
  private static final int KEPT = 32;

  private final ArtifactStore artifacts;
  private final Map<String, Plan> plans =
      new LinkedHashMap<>(KEPT, .75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Plan> eldest) {
          return size() > KEPT;
        }
      };

  public Plans(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  /**
   * The plan of this reference.
   *
   * @throws org.prunescope.contract.json.UnreadableDocumentException where it is no plan
   */
  public Plan get(ArtifactRef ref) throws IOException, ArtifactUnreadableException {
    Plan plan = cached(ref);
    if (plan == null) {
      plan = Plan.read(artifacts.get(ref));
      keep(ref, plan);
    }
    return plan;
  }

  private synchronized @Nullable Plan cached(ArtifactRef ref) {
    return plans.get(ref.sha256());
  }

  private synchronized void keep(ArtifactRef ref, Plan plan) {
    plans.put(ref.sha256(), plan);
  }
}
