package org.prunescope.artifacts;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Reads the configuration as a service does. */
final class Settings {
  private Settings() {}

  static ArtifactsConfig read(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(ArtifactsConfig.class)
        .withDefaultValues(settings)
        .build()
        .getConfigMapping(ArtifactsConfig.class);
  }
}
