package org.prunescope.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a Deployment starts. */
record Pod(Overlay overlay, Manifest deployment) {
  /** What the value of a variable is where a secret holds it. */
  static final String SECRET = "(secret)";

  String name() {
    return deployment.name();
  }

  Optional<Service> service() {
    return Stream.of(Service.values()).filter(one -> one.shortName().equals(name())).findFirst();
  }

  JsonNode spec() {
    return deployment.at("/spec/template/spec");
  }

  JsonNode container() {
    return spec().at("/containers/0");
  }

  Map<String, String> labels() {
    return Manifest.map(deployment.at("/spec/template/metadata/labels"));
  }

  /** All that its process is told, with what ConfigMaps say. */
  Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    for (JsonNode from : container().path("envFrom")) {
      overlay
          .find("ConfigMap", from.at("/configMapRef/name").asText())
          .ifPresent(map -> environment.putAll(Manifest.map(map.at("/data"))));
    }
    for (JsonNode variable : container().path("env")) {
      String value = variable.has("value") ? variable.path("value").asText() : SECRET;
      environment.put(variable.path("name").asText(), value);
    }
    return environment;
  }

  /** Where a volume is mounted; empty where it is not. */
  Optional<String> mountPathOf(String volume) {
    return Manifest.list(container().path("volumeMounts")).stream()
        .filter(mount -> mount.path("name").asText().equals(volume))
        .map(mount -> mount.path("mountPath").asText())
        .findFirst();
  }
}
