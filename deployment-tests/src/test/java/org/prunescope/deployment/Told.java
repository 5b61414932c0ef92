package org.prunescope.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether a service is told what it needs, in words that it understands. */
final class Told {
  private static final List<String> BY_ALL = List.of("KAFKA_BOOTSTRAP_SERVERS");
  private static final List<String> BY_OWNERS_OF_TABLES =
      List.of(
          "QUARKUS_DATASOURCE_JDBC_URL",
          "QUARKUS_DATASOURCE_USERNAME",
          "QUARKUS_DATASOURCE_PASSWORD");
  private static final List<String> BY_S3 =
      List.of(
          "PRUNESCOPE_ARTIFACTS_S3_ENDPOINT",
          "PRUNESCOPE_ARTIFACTS_S3_BUCKET",
          "PRUNESCOPE_ARTIFACTS_S3_ACCESS_KEY",
          "PRUNESCOPE_ARTIFACTS_S3_SECRET_KEY");

  /** Of the image's own; the base system's are not a service's business. */
  private static final Set<String> OF_THE_SYSTEM = Set.of("PATH");

  private Told() {}

  /** Complaints about what a container says to a service, beside what its image says. */
  static List<String> complaints(String where, Service service, Map<String, String> said) {
    List<String> complaints = new ArrayList<>();
    said.forEach(
        (name, value) -> {
          if (!service.isTold(name) && !OF_THE_SYSTEM.contains(name)) {
            complaints.add("%s: %s looks at no %s".formatted(where, service.module(), name));
          }
          if (value.isBlank()) {
            complaints.add("%s: %s is empty".formatted(where, name));
          }
        });
    needed(service, said).stream()
        .filter(name -> !said.containsKey(name))
        .forEach(name -> complaints.add("%s: %s is not said".formatted(where, name)));
    return complaints;
  }

  private static List<String> needed(Service service, Map<String, String> said) {
    List<String> needed = new ArrayList<>(BY_ALL);
    if (service == Service.GATEWAY || service == Service.METRICS) {
      needed.addAll(BY_OWNERS_OF_TABLES);
    }
    if (service == Service.GATEWAY) {
      needed.add("PRUNESCOPE_PARTITIONS");
    }
    if (service != Service.PRUNER) {
      needed.add("PRUNESCOPE_DATA_SETS_FOLDER");
    }
    if ("s3".equals(said.get("PRUNESCOPE_ARTIFACTS_STORE"))) {
      needed.addAll(BY_S3);
    } else {
      needed.add("PRUNESCOPE_ARTIFACTS_FOLDER");
    }
    return needed;
  }
}
