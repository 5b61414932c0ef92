package org.prunescope.artifacts;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.FolderArtifactStore;

/** The store that the configuration names. */
@ApplicationScoped
class ConfiguredStore {
  private static final Logger LOG = Logger.getLogger(ConfiguredStore.class);

  /** Stops the start where the store refuses; one that does not answer is waited for. */
  void check(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event,
      ArtifactStore store) {
    try {
      store.check();
      LOG.infof("artifacts are in %s", store);
    } catch (StoreRefusedException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (IOException e) {
      LOG.warnf("artifacts cannot be used yet: %s", e.getMessage());
    }
  }

  @Produces
  @Singleton
  ArtifactStore store(ArtifactsConfig config) {
    return switch (config.store()) {
      case FOLDER -> folder(config);
      case S3 -> new S3ArtifactStore(config.s3());
    };
  }

  private static ArtifactStore folder(ArtifactsConfig config) {
    try {
      return new FolderArtifactStore(config.folder());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "prunescope.artifacts.folder cannot be used: " + config.folder(), e);
    }
  }
}
