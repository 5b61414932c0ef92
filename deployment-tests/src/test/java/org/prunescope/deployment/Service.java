package org.prunescope.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import io.smallrye.config.common.utils.StringUtil;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The four services, and what each can be told through its environment. */
enum Service {
  GATEWAY("gateway", "gateway"),
  PRUNER("pruner", "pruner-service"),
  METRICS("metrics", "metrics-service"),
  TRAINER("trainer", "trainer-service");

  private static final String MODEL = "META-INF/quarkus-config-doc/quarkus-config-model.json";

  /** Reading the jars takes a second. */
  private static final Map<Service, Set<String>> KNOWN = new ConcurrentHashMap<>();

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Z][A-Z_]+)");

  private final String shortName;
  private final String module;

  Service(String shortName, String module) {
    this.shortName = shortName;
    this.module = module;
  }

  /** As its group, its role, its user and its image are called. */
  String shortName() {
    return shortName;
  }

  String module() {
    return module;
  }

  /** Whether the service, its libraries or the script that starts it looks at this variable. */
  boolean isTold(String variable) {
    return KNOWN.computeIfAbsent(this, Service::readVariables).contains(variable);
  }

  /** Whether the service as it is built has a library. */
  boolean has(String library) {
    return jars("lib/main").stream()
        .anyMatch(jar -> jar.getFileName().toString().contains("." + library + "-"));
  }

  /** Its channels and what else it is set to at the build. */
  Properties properties() {
    Properties properties = new Properties();
    try {
      properties.load(
          new StringReader(Checkout.text(module + "/src/main/resources/application.properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  private Set<String> readVariables() {
    Set<String> names = new TreeSet<>(Set.of("HOME"));
    configurations()
        .flatMap(one -> keys(one, one.getAnnotation(ConfigMapping.class).prefix()))
        .forEach(key -> names.add(variable(key)));
    Stream.of(
            ConsumerConfig.configNames(),
            ProducerConfig.configNames(),
            AdminClientConfig.configNames())
        .flatMap(Set::stream)
        .forEach(key -> names.add(variable("kafka." + key)));
    Matcher matcher = VARIABLE.matcher(Checkout.text("start-service"));
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    jars("lib/main").forEach(jar -> addRunTimeVariables(jar, names));
    return names;
  }

  /** What is mapped to configuration in the service and in what it shares with others. */
  private Stream<Class<?>> configurations() {
    Stream<Path> shared = jars("lib/main").stream().filter(Service::isOurs);
    List<Location> locations =
        Stream.concat(jars("app").stream(), shared)
            .map(jar -> Location.of(URI.create("jar:%s!/".formatted(jar.toUri()))))
            .toList();
    return new ClassFileImporter()
        .importLocations(locations).stream()
            .filter(one -> one.isAnnotatedWith(ConfigMapping.class))
            .map(JavaClass::reflect);
  }

  private static Stream<String> keys(Class<?> mapping, String prefix) {
    return Stream.of(mapping.getMethods())
        .flatMap(
            method -> {
              WithName name = method.getAnnotation(WithName.class);
              String key =
                  prefix
                      + "."
                      + (name == null ? StringUtil.skewer(method.getName()) : name.value());
              Class<?> type = method.getReturnType();
              boolean isGroup = type.isInterface() && type.getName().startsWith("org.prunescope.");
              return isGroup ? keys(type, key) : Stream.of(key);
            });
  }

  private static boolean isOurs(Path jar) {
    return jar.getFileName().toString().startsWith("org.prunescope.");
  }

  private static String variable(String key) {
    return StringUtil.replaceNonAlphanumericByUnderscores(key).toUpperCase(Locale.ROOT);
  }

  private List<Path> jars(String folder) {
    Path place = Checkout.ROOT.resolve(module).resolve("target/quarkus-app").resolve(folder);
    try (Stream<Path> files = Files.list(place)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(module + " is not built", e);
    }
  }

  /** Every extension of Quarkus brings a description of its configuration. */
  private static void addRunTimeVariables(Path jar, Set<String> names) {
    try (JarFile file = new JarFile(jar.toFile())) {
      ZipEntry model = file.getEntry(MODEL);
      if (model != null) {
        add(new ObjectMapper().readTree(file.getInputStream(model)), names);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is fixed at the build is not among them: to say it in an environment changes nothing. */
  private static void add(JsonNode node, Set<String> names) {
    if (node.path("phase").asText().equals("RUN_TIME") && node.has("path")) {
      names.add(node.at("/path/environmentVariable").asText());
      node.path("additionalPaths")
          .forEach(path -> names.add(path.path("environmentVariable").asText()));
    }
    node.forEach(child -> add(child, names));
  }
}
