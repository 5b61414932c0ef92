package org.prunescope.gateway.infrastructure;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.prunescope.kafka.KafkaNode;

/** Kafka, PostgreSQL and folders, started once for all tests of the module. */
public final class Infrastructure implements QuarkusTestResourceLifecycleManager {
  /** Of every topic. */
  public static final int PARTITIONS = 4;

  private @Nullable Path folder;
  private @Nullable KafkaNode kafka;
  private @Nullable EmbeddedPostgres postgres;

  @Override
  public Map<String, String> start() {
    try {
      Path root = Files.createTempDirectory("gateway-test-");
      folder = root;
      KafkaNode broker = KafkaNode.withTopics(root.resolve("kafka"), PARTITIONS, Map.of());
      kafka = broker;
      EmbeddedPostgres database =
          EmbeddedPostgres.builder()
              .setDataDirectory(root.resolve("postgres"))
              .setServerConfig("fsync", "off")
              .setPGStartupWait(Duration.ofMinutes(1))
              .start();
      postgres = database;
      return Map.ofEntries(
          Map.entry("kafka.bootstrap.servers", broker.bootstrapServers()),
          Map.entry("quarkus.datasource.jdbc.url", database.getJdbcUrl("postgres", "postgres")),
          Map.entry("quarkus.datasource.username", "postgres"),
          Map.entry("quarkus.datasource.password", "postgres"),
          Map.entry("prunescope.artifacts.folder", root.resolve("artifacts").toString()),
          Map.entry("prunescope.data-sets.folder", root.resolve("data-sets").toString()),
          Map.entry("prunescope.exports.folder", root.resolve("exports").toString()),
          Map.entry("prunescope.sweep.every", "1s"),
          Map.entry("prunescope.sweep.grace", "0s"),
          Map.entry("prunescope.watchdog.every", "1h"),
          // Some tests wait until what was read is committed.
          Map.entry("mp.messaging.connector.smallrye-kafka.auto.commit.interval.ms", "500"),
          Map.entry("prunescope.partitions", Integer.toString(PARTITIONS)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    try {
      if (postgres != null) {
        postgres.close();
      }
      if (kafka != null) {
        kafka.close();
      }
      if (folder != null) {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
