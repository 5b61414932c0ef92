package org.prunescope.trainer;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prunescope.kafka.KafkaNode;

/** All that the service needs around it, once for all tests of it. */
public final class KafkaAndFolders implements QuarkusTestResourceLifecycleManager {
  private @Nullable KafkaNode kafka;
  private @Nullable Path folder;

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("trainer-test");
      kafka = KafkaNode.withTopics(folder.resolve("kafka"), 4, Map.of());
      return Map.of(
          "kafka.bootstrap.servers", kafka.bootstrapServers(),
          "prunescope.artifacts.folder", folder.resolve("artifacts").toString(),
          "prunescope.data-sets.folder", folder.resolve("data-sets").toString(),
          "prunescope.trainer.concurrency", "2",
          "quarkus.http.test-port", "0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (kafka != null) {
      kafka.close();
    }
    if (folder != null) {
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
