package org.prunescope.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL's object, its roles, and what services are told of it. */
final class DatabaseAgreement {
  private static final Pattern CREATED = Pattern.compile("(?m)^create role (\\w+)");

  private final Overlay overlay;
  private final List<String> complaints = new ArrayList<>();

  private DatabaseAgreement(Overlay overlay) {
    this.overlay = overlay;
  }

  static List<String> complaints(Overlay overlay) {
    DatabaseAgreement agreement = new DatabaseAgreement(overlay);
    agreement.checkRoles();
    for (Service service : List.of(Service.GATEWAY, Service.METRICS)) {
      agreement.checkClient(service);
    }
    return agreement.complaints;
  }

  /** What makes the roles, as the database is made with it. */
  static String rolesOf(Overlay overlay) {
    JsonNode reference =
        overlay
            .only("Cluster")
            .at("/spec/bootstrap/initdb/postInitApplicationSQLRefs/configMapRefs/0");
    return overlay
        .find("ConfigMap", reference.path("name").asText())
        .map(map -> map.at("/data").path(reference.path("key").asText()).asText())
        .orElse("");
  }

  private void checkRoles() {
    Set<String> created = new TreeSet<>();
    Matcher matcher = CREATED.matcher(rolesOf(overlay));
    while (matcher.find()) {
      created.add(matcher.group(1));
    }
    Set<String> managed = new TreeSet<>();
    for (JsonNode role : overlay.only("Cluster").list("/spec/managed/roles")) {
      String name = role.path("name").asText();
      managed.add(name);
      String secret = role.at("/passwordSecret/name").asText();
      if (!Secrets.of(overlay)
          .getOrDefault(secret, Set.of())
          .containsAll(Set.of("username", "password"))) {
        complain("nobody makes a Secret %s with the password of role %s", secret, name);
      }
    }
    if (!managed.equals(created)) {
      complain("roles %s are made and %s have passwords", created, managed);
    }
  }

  private void checkClient(Service service) {
    Pod pod = overlay.pod(service);
    Manifest cluster = overlay.only("Cluster");
    String certificate =
        pod.mountPathOf("database-ca").map(folder -> folder + "/ca.crt").orElse("mounted nowhere");
    String expected =
        "jdbc:postgresql://%s-rw:5432/%s?sslmode=verify-full&sslrootcert=%s"
            .formatted(
                cluster.name(),
                cluster.at("/spec/bootstrap/initdb/database").asText(),
                certificate);
    String told = pod.environment().getOrDefault("QUARKUS_DATASOURCE_JDBC_URL", "not said");
    if (!told.equals(expected)) {
      complain("%s: PostgreSQL is at %s, not %s", pod.deployment(), told, expected);
    }
    for (JsonNode variable : pod.container().path("env")) {
      String secret = variable.at("/valueFrom/secretKeyRef/name").asText();
      if (variable.path("name").asText().startsWith("QUARKUS_DATASOURCE_")
          && !secret.isEmpty()
          && !secret.equals("database-" + service.shortName())) {
        complain("%s: it is who %s says", pod.deployment(), secret);
      }
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more dependency
  private void complain(String complaint, Object... parts) {
    complaints.add(complaint.formatted(parts));
  }
}
