package org.prunescope.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.prunescope.kafka.LoopTopics;

/** Kafka's objects and what services are told of Kafka. */
final class KafkaAgreement {
  private final Overlay overlay;
  private final List<String> complaints = new ArrayList<>();

  private KafkaAgreement(Overlay overlay) {
    this.overlay = overlay;
  }

  static List<String> complaints(Overlay overlay) {
    KafkaAgreement agreement = new KafkaAgreement(overlay);
    agreement.checkCluster();
    agreement.checkTopics();
    for (Service service : Service.values()) {
      agreement.checkUser(service);
      agreement.checkClient(service);
    }
    return agreement.complaints;
  }

  private void checkCluster() {
    String cluster = overlay.only("Kafka").name();
    for (String kind : List.of("KafkaNodePool", "KafkaTopic", "KafkaUser")) {
      for (Manifest manifest : overlay.ofKind(kind)) {
        if (!cluster.equals(manifest.labels().get("strimzi.io/cluster"))) {
          complain("%s: it belongs to no Kafka that is called %s", manifest, cluster);
        }
      }
    }
    overlay
        .only("Kafka")
        .at("/spec/kafka/config")
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!AbstractKafkaConfig.CONFIG_DEF.names().contains(key)) {
                complain("Kafka has no setting %s", key);
              }
            });
  }

  private void checkTopics() {
    int partitions =
        Integer.parseInt(
            overlay.pod(Service.GATEWAY).environment().getOrDefault("PRUNESCOPE_PARTITIONS", "0"));
    int brokers = overlay.only("KafkaNodePool").at("/spec/replicas").asInt();
    Set<String> expected = new TreeSet<>();
    for (NewTopic topic : LoopTopics.topics(partitions, Math.min(brokers, 3))) {
      expected.add(
          described(
              topic.name(), topic.numPartitions(), topic.replicationFactor(), topic.configs()));
    }
    Set<String> found = new TreeSet<>();
    for (Manifest topic : overlay.ofKind("KafkaTopic")) {
      found.add(
          described(
              topic.name(),
              topic.at("/spec/partitions").asInt(),
              topic.at("/spec/replicas").asInt(),
              Manifest.map(topic.at("/spec/config"))));
    }
    differ("there is no KafkaTopic ", expected, found);
    differ("no code knows the KafkaTopic ", found, expected);
  }

  private static String described(
      String name, int partitions, int replicas, Map<String, String> settings) {
    return "%s with %d partitions, %d replicas, %s".formatted(name, partitions, replicas, settings);
  }

  private void checkUser(Service service) {
    Set<String> may = new TreeSet<>();
    overlay
        .find("KafkaUser", service.shortName())
        .ifPresentOrElse(
            user -> user.list("/spec/authorization/acls").forEach(rule -> addTo(may, rule)),
            () -> complain("there is no KafkaUser %s", service.shortName()));
    Set<String> needs = KafkaNeeds.of(service);
    differ("KafkaUser/%s may not: ".formatted(service.shortName()), needs, may);
    differ("KafkaUser/%s may without need: ".formatted(service.shortName()), may, needs);
  }

  /** To describe what one may read or write is Kafka's own way of reading and writing. */
  private static void addTo(Set<String> may, JsonNode rule) {
    JsonNode resource = rule.path("resource");
    String name = resource.path("name").asText();
    if (resource.path("patternType").asText().equals("prefix")) {
      name += "*";
    }
    List<String> operations = Manifest.texts(rule.path("operations"));
    for (String operation : operations) {
      if (!operation.equals("Describe") || operations.size() == 1) {
        may.add("%s %s %s".formatted(resource.path("type").asText(), name, operation));
      }
    }
  }

  private void checkClient(Service service) {
    Pod pod = overlay.pod(service);
    Map<String, String> told = pod.environment();
    Manifest kafka = overlay.only("Kafka");
    JsonNode listener = kafka.at("/spec/kafka/listeners/0");
    String port = listener.path("port").asText();
    expect(pod, "KAFKA_BOOTSTRAP_SERVERS", kafka.name() + "-kafka-bootstrap:" + port);
    expect(
        pod,
        "KAFKA_SECURITY_PROTOCOL",
        listener.path("tls").asBoolean() ? "SASL_SSL" : "SASL_PLAINTEXT");
    expect(
        pod,
        "KAFKA_SASL_MECHANISM",
        listener.at("/authentication/type").asText().toUpperCase(java.util.Locale.ROOT));
    String secret =
        Manifest.list(pod.container().path("env")).stream()
            .filter(one -> one.path("name").asText().equals("KAFKA_SASL_JAAS_CONFIG"))
            .map(one -> one.at("/valueFrom/secretKeyRef/name").asText())
            .findFirst()
            .orElse("none");
    if (!secret.equals(service.shortName())) {
      complain("%s: it is Kafka's user %s", pod.deployment(), secret);
    }
    Path certificate = Path.of(told.getOrDefault("KAFKA_SSL_TRUSTSTORE_LOCATION", "/none"));
    Path mounted = Path.of(pod.mountPathOf("kafka-ca").orElse("/nowhere"));
    if (!mounted.equals(certificate.getParent())) {
      complain("%s: Kafka's certificate is not at %s", pod.deployment(), certificate);
    }
    for (JsonNode peer : listener.path("networkPolicyPeers")) {
      Map<String, String> wanted = Manifest.map(peer.at("/podSelector/matchLabels"));
      if (!pod.labels().entrySet().containsAll(wanted.entrySet())) {
        complain("%s: Kafka's listener does not let it in", pod.deployment());
      }
    }
  }

  private void expect(Pod pod, String variable, String value) {
    String told = pod.environment().getOrDefault(variable, "not said");
    if (!told.equals(value)) {
      complain("%s: %s is %s, not %s", pod.deployment(), variable, told, value);
    }
  }

  private void differ(String what, Set<String> these, Set<String> those) {
    these.stream().filter(one -> !those.contains(one)).forEach(one -> complaints.add(what + one));
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more dependency
  private void complain(String complaint, Object... parts) {
    complaints.add(complaint.formatted(parts));
  }
}
