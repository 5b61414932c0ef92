package org.prunescope.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Whatever selects others by their labels or names selects something. */
final class SelectorAgreement {
  private final Overlay overlay;
  private final List<String> complaints = new ArrayList<>();

  private SelectorAgreement(Overlay overlay) {
    this.overlay = overlay;
  }

  static List<String> complaints(Overlay overlay) {
    SelectorAgreement agreement = new SelectorAgreement(overlay);
    overlay.pods().forEach(agreement::checkDeployment);
    overlay.ofKind("Service").forEach(agreement::checkService);
    overlay.ofKind("PodDisruptionBudget").forEach(agreement::checkBudget);
    overlay.ofKind("NetworkPolicy").forEach(agreement::checkPolicy);
    overlay.ofKind("ServiceMonitor").forEach(agreement::checkMonitor);
    agreement.checkThatNothingIsAllowedUnasked();
    return agreement.complaints;
  }

  private void checkDeployment(Pod pod) {
    if (!selects(pod.deployment().at("/spec/selector"), pod.labels())) {
      complain(pod.deployment(), "it does not select its own pods");
    }
  }

  private void checkService(Manifest service) {
    List<Pod> selected =
        overlay.pods().stream()
            .filter(pod -> contains(pod.labels(), Manifest.map(service.at("/spec/selector"))))
            .toList();
    if (selected.isEmpty()) {
      complain(service, "it selects no pod");
    }
    for (JsonNode port : service.list("/spec/ports")) {
      for (Pod pod : selected) {
        if (!hasPort(pod, port.path("targetPort").asText())) {
          complain(service, "%s has no port %s", pod.deployment(), port.path("targetPort"));
        }
      }
    }
  }

  private void checkBudget(Manifest budget) {
    if (selected(budget.at("/spec/selector")).isEmpty()) {
      complain(budget, "it selects no pod");
    }
  }

  private void checkPolicy(Manifest policy) {
    JsonNode own = policy.at("/spec/podSelector");
    List<Map<String, String>> selected = selected(own);
    if (selected.isEmpty()) {
      complain(policy, "it selects no pod");
    }
    Stream.of("/spec/ingress", "/spec/egress")
        .flatMap(rules -> policy.list(rules).stream())
        .flatMap(rule -> Stream.concat(all(rule.path("from")), all(rule.path("to"))))
        .filter(peer -> peer.has("podSelector") && !peer.has("namespaceSelector"))
        .filter(peer -> selected(peer.path("podSelector")).isEmpty())
        .forEach(peer -> complain(policy, "nobody is %s", peer.path("podSelector")));
    for (JsonNode rule : policy.list("/spec/ingress")) {
      for (JsonNode port : rule.path("ports")) {
        overlay.pods().stream()
            .filter(pod -> selects(own, pod.labels()))
            .filter(pod -> !hasPort(pod, port.path("port").asText()))
            .forEach(
                pod -> complain(policy, "%s has no port %s", pod.deployment(), port.path("port")));
      }
    }
  }

  private void checkMonitor(Manifest monitor) {
    List<Manifest> services =
        overlay.ofKind("Service").stream()
            .filter(service -> selects(monitor.at("/spec/selector"), service.labels()))
            .toList();
    if (services.isEmpty()) {
      complain(monitor, "it selects no Service");
    }
    for (Manifest service : services) {
      for (JsonNode endpoint : monitor.list("/spec/endpoints")) {
        boolean isThere =
            service.list("/spec/ports").stream()
                .anyMatch(port -> port.path("name").equals(endpoint.path("port")));
        if (!isThere) {
          complain(monitor, "%s has no port %s", service, endpoint.path("port"));
        }
        if (!endpoint.path("path").asText().equals("/q/metrics")) {
          complain(monitor, "nothing is counted at %s", endpoint.path("path"));
        }
      }
      overlay.pods().stream()
          .filter(pod -> contains(pod.labels(), Manifest.map(service.at("/spec/selector"))))
          .flatMap(pod -> pod.service().stream())
          .filter(one -> !one.has("quarkus-micrometer-registry-prometheus"))
          .forEach(one -> complain(monitor, "%s counts nothing", one.module()));
    }
  }

  private void checkThatNothingIsAllowedUnasked() {
    boolean isDenied =
        overlay.ofKind("NetworkPolicy").stream()
            .anyMatch(
                policy ->
                    policy.at("/spec/podSelector").isEmpty()
                        && Manifest.texts(policy.at("/spec/policyTypes"))
                            .equals(List.of("Ingress", "Egress"))
                        && policy.at("/spec/ingress").isMissingNode()
                        && policy.at("/spec/egress").isMissingNode());
    if (!isDenied) {
      complaints.add("no NetworkPolicy denies what no other allows");
    }
  }

  /** The labels of all pods that are selected: ours, and those that operators make. */
  private List<Map<String, String>> selected(JsonNode selector) {
    Stream<Map<String, String>> ofOperators =
        Stream.concat(
            overlay.ofKind("Kafka").stream()
                .map(kafka -> Map.of("strimzi.io/cluster", kafka.name())),
            overlay.ofKind("Cluster").stream()
                .map(cluster -> Map.of("cnpg.io/cluster", cluster.name())));
    return Stream.concat(overlay.pods().stream().map(Pod::labels), ofOperators)
        .filter(labels -> selects(selector, labels))
        .toList();
  }

  private static boolean selects(JsonNode selector, Map<String, String> labels) {
    return contains(labels, Manifest.map(selector.path("matchLabels")))
        && Manifest.list(selector.path("matchExpressions")).stream()
            .allMatch(
                one ->
                    Manifest.texts(one.path("values"))
                        .contains(labels.get(one.path("key").asText())));
  }

  private static boolean contains(Map<String, String> labels, Map<String, String> wanted) {
    return labels.entrySet().containsAll(wanted.entrySet());
  }

  private static boolean hasPort(Pod pod, String port) {
    return Manifest.list(pod.container().path("ports")).stream()
        .anyMatch(
            one ->
                one.path("name").asText().equals(port)
                    || one.path("containerPort").asText().equals(port));
  }

  private static Stream<JsonNode> all(JsonNode array) {
    return Manifest.list(array).stream();
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more dependency
  private void complain(Manifest manifest, String complaint, Object... parts) {
    complaints.add(manifest + ": " + complaint.formatted(parts));
  }
}
