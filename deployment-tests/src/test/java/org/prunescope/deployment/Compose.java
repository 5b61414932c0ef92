package org.prunescope.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** docker-compose.yml: its form, and its agreement with the Dockerfile and the code. */
final class Compose {
  private static final Pattern WITH_DEFAULT = Pattern.compile("\\$\\{\\w+:-([^}]*)}");
  private static final Pattern PINNED = Pattern.compile("[a-z][\\w./-]*:v?\\d+\\.\\d[\\w.-]*");
  private static final Pattern ADDRESS = Pattern.compile("([a-z][a-z0-9-]*):(\\d+)");
  private static final Set<String> OF_POSTGRES =
      Set.of("POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD");

  /** Ports that images listen at where nothing else says so. */
  private static final Map<String, String> PORTS =
      Map.of(
          "postgres",
          "5432",
          "jaeger",
          "4318",
          "seaweedfs",
          "8333",
          "prometheus",
          "9090",
          "grafana",
          "3000");

  private final JsonNode file;
  private final List<String> complaints = new ArrayList<>();

  private Compose(JsonNode file) {
    this.file = file;
  }

  /** What is wrong with the text of such a file; empty where nothing is. */
  static List<String> complaints(String text) {
    JsonNode file = read(text);
    List<String> shape = Shapes.bySchema("docker-compose.yml", "compose", file);
    if (!shape.isEmpty()) {
      return shape;
    }
    Compose compose = new Compose(file);
    compose.check();
    return compose.complaints;
  }

  /** With anchors and merges resolved, and every variable at its default. */
  private static JsonNode read(String text) {
    String said = WITH_DEFAULT.matcher(text).replaceAll("$1").replace("$$", "$");
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Object loaded = new Yaml(new SafeConstructor(options)).load(said);
    return new ObjectMapper().valueToTree(loaded);
  }

  private void check() {
    for (Service service : Service.values()) {
      if (!service(service.module()).isObject()) {
        complain(service.module(), "it is missing");
      }
    }
    services()
        .forEach(
            (name, service) -> {
              checkImage(name, service);
              checkReferences(name, service);
              checkEnvironment(name, service);
            });
    checkPartitions();
    checkHealth();
    checkScraped();
  }

  private Map<String, JsonNode> services() {
    Map<String, JsonNode> services = new TreeMap<>();
    file.path("services")
        .properties()
        .forEach(entry -> services.put(entry.getKey(), entry.getValue()));
    return services;
  }

  private JsonNode service(String name) {
    return file.path("services").path(name);
  }

  private void checkImage(String name, JsonNode service) {
    String image = service.path("image").asText();
    if (service.has("image") && !PINNED.matcher(image).matches()) {
      complain(name, "image %s is not pinned to a version", image);
    }
    String target = service.at("/build/target").asText();
    if (service.has("build") && !Images.targets().contains(target)) {
      complain(name, "the Dockerfile has no target %s", target);
    }
  }

  private void checkReferences(String name, JsonNode service) {
    service
        .path("depends_on")
        .properties()
        .forEach(
            entry -> {
              JsonNode other = service(entry.getKey());
              if (!other.isObject()) {
                complain(name, "it waits for %s, which is not there", entry.getKey());
              } else if (entry.getValue().path("condition").asText().equals("service_healthy")
                  && !other.has("healthcheck")) {
                complain(name, "it waits until %s is well, which nobody asks", entry.getKey());
              }
            });
    for (String volume : Manifest.texts(service.path("volumes"))) {
      String source = volume.split(":")[0];
      if (!source.startsWith("/") && !source.startsWith(".") && !file.path("volumes").has(source)) {
        complain(name, "there is no volume %s", source);
      }
    }
    for (JsonNode config : service.path("configs")) {
      JsonNode declared = file.path("configs").path(config.path("source").asText());
      if (!declared.isObject()
          || (declared.has("file")
              && !Checkout.ROOT.resolve(declared.path("file").asText()).toFile().isFile())) {
        complain(name, "there is no config %s", config.path("source"));
      }
    }
  }

  private void checkEnvironment(String name, JsonNode service) {
    Map<String, String> said = Manifest.map(service.path("environment"));
    if (name.equals("kafka")) {
      said.keySet().stream().filter(one -> !isOfBroker(one)).forEach(one -> unknown(name, one));
    } else if (name.equals("postgres")) {
      said.keySet().stream()
          .filter(one -> !OF_POSTGRES.contains(one))
          .forEach(one -> unknown(name, one));
    } else {
      serviceOf(name)
          .forEach(
              one -> {
                Map<String, String> all =
                    new TreeMap<>(Images.environment(service.at("/build/target").asText()));
                all.putAll(said);
                complaints.addAll(Told.complaints(name, one, all));
                checkFolders(name, service, all);
              });
    }
    said.values().forEach(value -> checkAddresses(name, value));
  }

  private void checkFolders(String name, JsonNode service, Map<String, String> said) {
    String folder = said.get("PRUNESCOPE_DATA_SETS_FOLDER");
    boolean isMounted =
        Manifest.texts(service.path("volumes")).stream()
            .anyMatch(volume -> volume.endsWith(":" + folder + ":ro"));
    if (folder != null && !isMounted) {
      complain(name, "data sets are at %s, where nothing is mounted", folder);
    }
  }

  private static Stream<Service> serviceOf(String name) {
    return Arrays.stream(Service.values())
        .filter(one -> name.equals(one.module()) || name.equals(one.module() + "-gpu"));
  }

  /** The image makes settings of such variables. */
  private static boolean isOfBroker(String variable) {
    return variable.startsWith("KAFKA_")
        && AbstractKafkaConfig.CONFIG_DEF
            .names()
            .contains(
                variable
                    .substring("KAFKA_".length())
                    .toLowerCase(java.util.Locale.ROOT)
                    .replace('_', '.'));
  }

  private void unknown(String name, String variable) {
    complain(name, "it looks at no %s", variable);
  }

  /** Every HOST:PORT of which the host is one of these services. */
  private void checkAddresses(String name, String value) {
    Matcher address = ADDRESS.matcher(value);
    while (address.find()) {
      String host = address.group(1);
      if (service(host).isObject() && !portsOf(host).contains(address.group(2))) {
        complain(name, "%s does not listen at %s", host, address.group(2));
      }
      if (!service(host).isObject() && !Set.of("http", "postgresql").contains(host)) {
        complain(name, "nobody is called %s", host);
      }
    }
  }

  private Set<String> portsOf(String host) {
    Set<String> ports = new HashSet<>();
    if (PORTS.containsKey(host)) {
      ports.add(Objects.requireNonNull(PORTS.get(host)));
    }
    Matcher port =
        Pattern.compile(":(\\d+)")
            .matcher(service(host).at("/environment/KAFKA_LISTENERS").asText());
    while (port.find()) {
      ports.add(port.group(1));
    }
    return ports;
  }

  private void checkPartitions() {
    String ofGateway = service("gateway").at("/environment/PRUNESCOPE_PARTITIONS").asText();
    List<String> command = Manifest.texts(service("topics").path("command"));
    int option = command.indexOf("--partitions");
    if (option < 0 || !command.get(option + 1).equals(ofGateway)) {
      complain("topics", "it is not told of the gateway's %s partitions", ofGateway);
    }
    command.forEach(word -> checkAddresses("topics", word));
  }

  private void checkHealth() {
    String port = Images.environment("gateway").get("QUARKUS_HTTP_PORT");
    services()
        .forEach(
            (name, service) ->
                serviceOf(name)
                    .forEach(
                        one -> {
                          List<String> test = Manifest.texts(service.at("/healthcheck/test"));
                          boolean isAsked =
                              Health.paths(one).stream()
                                  .map(path -> "http://localhost:" + port + path)
                                  .anyMatch(test::contains);
                          if (!isAsked) {
                            complain(name, "%s asks nothing that it answers", test);
                          }
                        }));
  }

  private void checkScraped() {
    Object loaded = new Yaml().load(Checkout.text("docker/observability/prometheus.yml"));
    JsonNode jobs = new ObjectMapper().valueToTree(loaded).path("scrape_configs");
    for (JsonNode job : jobs) {
      for (JsonNode found : job.path("dns_sd_configs")) {
        for (String name : Manifest.texts(found.path("names"))) {
          boolean counts =
              serviceOf(name).anyMatch(one -> one.has("quarkus-micrometer-registry-prometheus"));
          if (!counts) {
            complain("prometheus", "%s counts nothing", name);
          }
        }
        String port = Images.environment("gateway").get("QUARKUS_HTTP_PORT");
        if (!found.path("port").asText().equals(port)) {
          complain("prometheus", "services do not listen at %s", found.path("port"));
        }
      }
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more dependency
  private void complain(String name, String complaint, Object... parts) {
    complaints.add(name + ": " + complaint.formatted(parts));
  }
}
