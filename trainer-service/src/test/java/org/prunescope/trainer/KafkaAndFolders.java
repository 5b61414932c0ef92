package org.prunescope.trainer;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prunescope.trainer.messaging.EmbeddedKafka;

/** All that the service needs around it, once for all tests of it. */
public final class KafkaAndFolders implements QuarkusTestResourceLifecycleManager {
  private @Nullable EmbeddedKafka kafka;
  private @Nullable Path folder;

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("trainer-test");
      kafka = new EmbeddedKafka(Files.createDirectory(folder.resolve("kafka")), 4);
      return Map.of(
          "kafka.bootstrap.servers", kafka.bootstrapServers(),
          "prunescope.artifacts.folder", folder.resolve("artifacts").toString(),
          "prunescope.data-sets.folder", folder.resolve("data-sets").toString(),
          "prunescope.trainer.concurrency", "2",
          "quarkus.http.test-port", "0");
    } catch (Exception e) {
      throw new IllegalStateException("no broker", e);
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
