package org.prunescope.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything that applying one overlay gives to a cluster. */
record Overlay(List<Manifest> manifests) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /**
   * What is wrong with an overlay: with its rendering, its objects one by one, or their agreement
   * with each other and with the code. Empty where nothing is.
   */
  static List<String> complaints(Path folder) throws IOException, InterruptedException {
    Overlay overlay;
    try {
      overlay = read(Program.KUBECTL.run("kustomize", folder.toString()));
    } catch (Program.FailedException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
    List<String> complaints = new ArrayList<>();
    overlay.manifests.forEach(manifest -> complaints.addAll(Shapes.complaints(manifest)));
    complaints.addAll(PodAgreement.complaints(overlay));
    complaints.addAll(SelectorAgreement.complaints(overlay));
    complaints.addAll(KafkaAgreement.complaints(overlay));
    complaints.addAll(DatabaseAgreement.complaints(overlay));
    complaints.addAll(ScalingAgreement.complaints(overlay));
    return complaints;
  }

  static Overlay read(String rendered) throws IOException {
    List<Manifest> manifests = new ArrayList<>();
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(rendered)) {
      while (documents.hasNext()) {
        manifests.add(new Manifest(documents.next()));
      }
    }
    return new Overlay(manifests);
  }

  List<Manifest> ofKind(String kind) {
    return manifests.stream().filter(manifest -> manifest.kind().equals(kind)).toList();
  }

  Optional<Manifest> find(String kind, String name) {
    return ofKind(kind).stream().filter(manifest -> manifest.name().equals(name)).findFirst();
  }

  /** The one object of a kind of which an overlay has one. */
  Manifest only(String kind) {
    List<Manifest> found = ofKind(kind);
    if (found.size() != 1) {
      throw new IllegalStateException("there must be one %s, not %s".formatted(kind, found));
    }
    return found.getFirst();
  }

  List<Pod> pods() {
    return ofKind("Deployment").stream().map(deployment -> new Pod(this, deployment)).toList();
  }

  Pod pod(Service service) {
    return pods().stream()
        .filter(pod -> pod.name().equals(service.shortName()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no Deployment of " + service));
  }
}
