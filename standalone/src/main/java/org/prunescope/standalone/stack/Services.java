package org.prunescope.standalone.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.prunescope.standalone.process.Ports;
import org.prunescope.standalone.process.Program;

/** The four services as parts of one stack, configured through their environment alone. */
final class Services {
  private final Installation installation;
  private final StackOptions options;
  private final Map<String, String> environment;
  private final int gatewayPort;

  Services(
      Installation installation,
      StackOptions options,
      int gatewayPort,
      DataFolder folder,
      Path dataSets,
      Kafka kafka,
      Postgres postgres) {
    this.installation = installation;
    this.options = options;
    this.gatewayPort = gatewayPort;
    this.environment = new HashMap<>(Stack.CHILD_ENVIRONMENT);
    environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("PRUNESCOPE_ARTIFACTS_FOLDER", folder.artifacts().toString());
    environment.put("PRUNESCOPE_DATA_SETS_FOLDER", dataSets.toString());
    environment.put("PRUNESCOPE_EXPORTS_FOLDER", folder.exports().toString());
    environment.put("PRUNESCOPE_PARTITIONS", Integer.toString(options.partitions()));
    environment.put("PRUNESCOPE_TRAINER_CONCURRENCY", Integer.toString(options.concurrency()));
    environment.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl());
    environment.put("QUARKUS_DATASOURCE_USERNAME", Postgres.NAME);
    environment.put("QUARKUS_DATASOURCE_PASSWORD", postgres.password());
    environment.putAll(options.serviceEnvironment());
  }

  /** In the order in which they start. */
  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    parts.add(part("gateway", "gateway", gatewayPort));
    parts.add(part("pruner", "pruner-service", Ports.free()));
    parts.add(part("metrics", "metrics-service", Ports.free()));
    parts.add(part("trainer", "trainer-service", Ports.free()));
    for (int number = 2; number <= options.trainers(); number++) {
      parts.add(trainer(number));
    }
    return parts;
  }

  /** One trainer more than there are. */
  Part trainer(int number) {
    return part("trainer-" + number, "trainer-service", Ports.free());
  }

  private Part part(String name, String module, int port) {
    Map<String, String> own = new HashMap<>(environment);
    own.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    List<String> command =
        List.of(
            installation.startScript(), name, "-jar", installation.serviceJar(module).toString());
    return new Part(new Program(name, command, own), child -> Probes.isHealthy(port));
  }
}
