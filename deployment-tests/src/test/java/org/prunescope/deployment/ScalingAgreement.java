package org.prunescope.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** How many trainers there are, against what they train and how many partitions there are. */
final class ScalingAgreement {
  private final Overlay overlay;
  private final List<String> complaints = new ArrayList<>();

  private ScalingAgreement(Overlay overlay) {
    this.overlay = overlay;
  }

  static List<String> complaints(Overlay overlay) {
    ScalingAgreement agreement = new ScalingAgreement(overlay);
    agreement.checkTrainers();
    overlay.ofKind("ScaledObject").forEach(agreement::checkTrigger);
    return agreement.complaints;
  }

  private void checkTrainers() {
    JsonNode replicas = overlay.pod(Service.TRAINER).deployment().at("/spec/replicas");
    List<Manifest> scaled = overlay.ofKind("ScaledObject");
    if (replicas.isMissingNode() == scaled.isEmpty()) {
      complain("the Deployment says how many trainers there are, or KEDA does, and not both");
    }
    int most =
        scaled.isEmpty() ? replicas.asInt() : scaled.getFirst().at("/spec/maxReplicaCount").asInt();
    int partitions = told(Service.GATEWAY, "PRUNESCOPE_PARTITIONS");
    int concurrency = told(Service.TRAINER, "PRUNESCOPE_TRAINER_CONCURRENCY");
    if (most < 1 || most * concurrency > partitions || partitions % most != 0) {
      complain(
          "%d trainers of %d runs each do not share %d partitions evenly",
          most, concurrency, partitions);
    }
  }

  private void checkTrigger(Manifest scaled) {
    if (!scaled.at("/spec/scaleTargetRef/name").asText().equals(Service.TRAINER.shortName())) {
      complain("%s: it scales no trainers", scaled);
    }
    Manifest database = overlay.only("Cluster");
    JsonNode trigger = scaled.at("/spec/triggers/0");
    JsonNode metadata = trigger.path("metadata");
    String host = "%s-rw.%s.svc".formatted(database.name(), "prunescope");
    expect(scaled, metadata.path("host"), host);
    expect(scaled, metadata.path("port"), "5432");
    expect(
        scaled, metadata.path("dbName"), database.at("/spec/bootstrap/initdb/database").asText());
    expect(
        scaled,
        metadata.path("targetQueryValue"),
        Integer.toString(told(Service.TRAINER, "PRUNESCOPE_TRAINER_CONCURRENCY")));
    boolean isRole =
        database.list("/spec/managed/roles").stream()
            .anyMatch(role -> role.path("name").equals(metadata.path("userName")));
    if (!isRole) {
      complain("%s: PostgreSQL has no role %s", scaled, metadata.path("userName"));
    }
    overlay
        .find("TriggerAuthentication", trigger.at("/authenticationRef/name").asText())
        .ifPresentOrElse(
            this::checkAuthentication,
            () -> complain("%s: it refers to no TriggerAuthentication", scaled));
  }

  private void checkAuthentication(Manifest authentication) {
    for (JsonNode reference : authentication.list("/spec/secretTargetRef")) {
      String name = reference.path("name").asText();
      if (!Secrets.of(overlay)
          .getOrDefault(name, java.util.Set.of())
          .contains(reference.path("key").asText())) {
        complain("%s: nobody makes a Secret %s with that key", authentication, name);
      }
    }
  }

  private int told(Service service, String variable) {
    return Integer.parseInt(overlay.pod(service).environment().getOrDefault(variable, "0"));
  }

  private void expect(Manifest scaled, JsonNode said, String expected) {
    if (!said.asText().equals(expected)) {
      complain("%s: it says %s instead of %s", scaled, said, expected);
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more dependency
  private void complain(String complaint, Object... parts) {
    complaints.add(complaint.formatted(parts));
  }
}
