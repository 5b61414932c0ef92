package org.prunescope.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class ArtifactsHealthTest {
  @Test
  void isReadyWhileTheServerAnswersAndSaysWhyNot() {
    S3Server server = new S3Server();
    Map<String, String> settings = server.settings();
    ArtifactsHealth health = health(settings);
    assertThat(health.call().getStatus()).isEqualTo(Status.UP);

    server.close();

    HealthCheckResponse away = health(settings).call();
    assertThat(away.getStatus()).isEqualTo(Status.DOWN);
    assertThat(away.getData().orElseThrow())
        .hasEntrySatisfying(
            "reason",
            reason ->
                assertThat(reason)
                    .asString()
                    .contains("cannot list artifacts in bucket " + S3Server.BUCKET));
    // A good answer holds for a while.
    assertThat(health.call().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void isNotReadyWithAKeyThatTheServerDoesNotKnow() {
    try (S3Server server = new S3Server()) {
      Map<String, String> settings = server.settings();
      settings.put("prunescope.artifacts.s3.access-key", "nobody");

      assertThat(health(settings).call().getStatus()).isEqualTo(Status.DOWN);
    }
  }

  private static ArtifactsHealth health(Map<String, String> settings) {
    return new ArtifactsHealth(new ConfiguredStore().store(Settings.read(settings)));
  }
}
