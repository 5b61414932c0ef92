package org.prunescope.metrics.service;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prunescope.kafka.KafkaNode;

/** A Kafka node and a PostgreSQL server in this JVM, once for the module's tests. */
public final class KafkaAndPostgres implements QuarkusTestResourceLifecycleManager {
  static final int PARTITIONS = 4;

  private @Nullable KafkaNode broker;
  private @Nullable EmbeddedPostgres postgres;

  @Override
  public Map<String, String> start() {
    try {
      Path folder = Files.createTempDirectory("metrics-test-");
      broker = KafkaNode.withTopics(folder.resolve("kafka"), PARTITIONS, Map.of());
      postgres = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(1)).start();
      return Map.of(
          "kafka.bootstrap.servers",
          broker.bootstrapServers(),
          "quarkus.datasource.jdbc.url",
          postgres.getJdbcUrl("postgres", "postgres"),
          "quarkus.datasource.username",
          "postgres",
          "quarkus.datasource.password",
          "postgres",
          "prunescope.artifacts.folder",
          folder.resolve("artifacts").toString(),
          "prunescope.data-sets.folder",
          folder.resolve("data-sets").toString(),
          "prunescope.metrics.poll",
          "1s");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (broker != null) {
      broker.close();
    }
    if (postgres != null) {
      try {
        postgres.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
