package org.prunescope.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.artifact.Sha256;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.standalone.stack.Installation;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.standalone.stack.StackOptions;
import org.prunescope.system.TraceCollector.Seen;

/** What those see who operate the whole: metrics, traces and log lines of a small experiment. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(RunningStack.GivesWay.class)
@SuppressWarnings("NullAway.Init")
class WatchedExperimentTest {
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final String KEY = "psk_somebodys-own-key";
  private static final String WRONG_KEY = "psk_nobodys-key";
  private static final List<String> SERVICES =
      List.of(Stack.GATEWAY, Stack.PRUNER, Stack.METRICS, Stack.TRAINER);
  private static final Pattern ADDRESS = Pattern.compile("Listening on: (http://[0-9.:]+)");
  private static final JsonMapper JSON = new JsonMapper();

  /** What Prometheus itself says of everything that it scrapes. */
  private static final Set<String> SCRAPED = Set.of("job", "instance");

  private record Line(String part, String text) {}

  private final Queue<Line> lines = new ConcurrentLinkedQueue<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private TraceCollector collector;
  private Stack stack;
  private ExperimentId experiment;

  @BeforeAll
  void completeAnExperiment(@TempDir Path data) throws Exception {
    collector = new TraceCollector();
    stack =
        Stack.open(
            Installation.around(Path.of("")),
            watched(data, collector.address()),
            (part, line) -> lines.add(new Line(part, line)));
    stack.start();
    ObjectNode request = RunningStack.request("delivered.json");
    request.putArray("seeds").add(0).add(1);
    request.putArray("sparsities").add(0.3);
    ((ObjectNode) request.required("measurement")).remove("depthSeeds");
    try (Gateway gateway = new Gateway(stack.gateway())) {
      experiment = gateway.submit(request);
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.show(experiment).required("complete").asBoolean());
    }
  }

  @AfterAll
  void stop() {
    stack.close();
    collector.close();
    client.close();
  }

  private static StackOptions watched(Path data, URI collector) {
    StackOptions plain = StackOptions.at(data);
    return new StackOptions(
        data,
        plain.dataSets(),
        0,
        0,
        0,
        plain.partitions(),
        1,
        plain.concurrency(),
        Map.of(),
        Map.of(
            "QUARKUS_OTEL_SDK_DISABLED",
            "false",
            "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT",
            collector.toString(),
            "QUARKUS_OTEL_BSP_SCHEDULE_DELAY",
            "200ms",
            "QUARKUS_LOG_CONSOLE_JSON_ENABLED",
            "true",
            "PRUNESCOPE_GATEWAY_OPEN",
            "true",
            "PRUNESCOPE_GATEWAY_KEYS",
            "somebody:" + Sha256.of(KEY.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void aSegmentIsOneTraceThroughAllServices() {
    List<Seen> trace =
        await()
            .atMost(PATIENCE)
            .until(
                () -> collector.traces().values().stream().filter(this::isWhole).findFirst(),
                Optional::isPresent)
            .orElseThrow();

    Seen asked = one(trace, Stack.PRUNER, "training-segments send");
    Seen trained = one(trace, Stack.TRAINER, "training-segments process");
    Seen decided = one(trace, Stack.PRUNER, "checkpoints process");
    Seen measured = one(trace, Stack.METRICS, "checkpoints process");
    assertThat(asked.parent()).isEmpty();
    assertThat(trained.parent()).isEqualTo(asked.id());
    assertThat(decided.parent()).isEqualTo(trained.id());
    assertThat(measured.parent()).isEqualTo(trained.id());
    assertThat(one(trace, Stack.GATEWAY, "checkpoints process").parent()).isEqualTo(trained.id());
    assertThat(one(trace, Stack.GATEWAY, "run-progress process").parent()).isEqualTo(decided.id());
    assertThat(one(trace, Stack.GATEWAY, "measurements process").parent()).isEqualTo(measured.id());
    assertThat(trained.attributes())
        .containsEntry("prunescope.experiment", experiment.value())
        .containsKeys("prunescope.run", "prunescope.position");
    assertThat(measured.attributes())
        .containsAllEntriesOf(
            Map.of(
                "prunescope.run", trained.attributes().getOrDefault("prunescope.run", ""),
                "prunescope.position",
                    trained.attributes().getOrDefault("prunescope.position", "")));
    assertThat(asked.links())
        .as("what the segment was asked for after")
        .hasSize(1)
        .doesNotContain(asked.trace())
        .allSatisfy(
            earlier ->
                assertThat(collector.traces().get(earlier))
                    .anyMatch(span -> span.service().endsWith(Stack.PRUNER)));
  }

  @Test
  void whatDashboardAndAlertsAskForIsExposed() throws Exception {
    Path folder = Installation.around(Path.of("")).root().resolve("observability");
    JsonNode dashboard = JSON.readTree(folder.resolve("dashboard.json").toFile());
    JsonNode alerts = new YAMLMapper().readTree(folder.resolve("alerts.yml").toFile());
    List<String> queries = new ArrayList<>(dashboard.findValuesAsText("expr"));
    assertThat(queries).hasSizeGreaterThan(20);
    List<String> rules = alerts.findValuesAsText("expr");
    assertThat(rules).hasSameSizeAs(alerts.findValuesAsText("alert")).isNotEmpty();
    queries.addAll(rules);
    List<String> answers = new ArrayList<>();
    for (String service : SERVICES) {
      answers.add(get(address(service).resolve("/q/metrics")));
    }
    Exposition exposed = Exposition.of(answers);

    assertThat(queries).allSatisfy(query -> requireExposed(exposed, PromQuery.of(query)));
    assertThat(sum(exposed, "prunescope_trainer_images_total")).isPositive();
    assertThat(sum(exposed, "prunescope_trainer_segment_seconds_count")).isPositive();
    assertThat(sum(exposed, "prunescope_metrics_measurement_seconds_count")).isPositive();
    assertThat(sum(exposed, "prunescope_metrics_measurement_lag_seconds_count")).isPositive();
    assertThat(sum(exposed, "prunescope_dead_letters_total")).isZero();
    assertThat(exposed.series("prunescope_dead_letters_total")).hasSameSizeAs(SERVICES);
    assertThat(exposed.series("prunescope_pruner_decision_seconds_count"))
        .hasSize(2)
        .allSatisfy(series -> assertThat(series.value()).isPositive());
  }

  @Test
  void everyLineIsAnObjectThatSaysWhatItIsAbout() throws Exception {
    for (String service : SERVICES) {
      List<String> said = said(service);
      assertThat(said).as(service).isNotEmpty();
      for (String line : said) {
        JsonNode object = JSON.readTree(line);
        assertThat(object.required("service").asText()).isEqualTo("prunescope-" + service);
        assertThat(object.has("message")).isTrue();
      }
    }
    assertAbout(Stack.TRAINER, "segment trained ");
    assertAbout(Stack.PRUNER, "pruned ");
    assertAbout(Stack.METRICS, "measured ");
  }

  @Test
  void noSecretIsInAnyLine() throws Exception {
    URI experiments = stack.gateway().resolve("/api/v1/experiments");
    assertThat(status(experiments, KEY)).isEqualTo(200);
    assertThat(status(experiments, WRONG_KEY)).isEqualTo(401);

    List<String> secrets = List.of(KEY, WRONG_KEY, stack.databasePassword());
    assertThat(secrets).allSatisfy(secret -> assertThat(secret).hasSizeGreaterThan(8));
    assertThat(lines)
        .extracting(Line::text)
        .noneMatch(line -> secrets.stream().anyMatch(line::contains));
  }

  // --- traces ---

  /** Of a measured segment of a branch, after which nothing else is asked for. */
  private boolean isWhole(List<Seen> spans) {
    return spans.stream()
            .anyMatch(
                span ->
                    is(span, Stack.TRAINER, "training-segments process")
                        && span.attributes()
                            .getOrDefault("prunescope.run", "")
                            .contains("one-shot"))
        && has(spans, Stack.PRUNER, "training-segments send")
        && has(spans, Stack.PRUNER, "checkpoints process")
        && has(spans, Stack.METRICS, "checkpoints process")
        && has(spans, Stack.GATEWAY, "checkpoints process")
        && has(spans, Stack.GATEWAY, "run-progress process")
        && has(spans, Stack.GATEWAY, "measurements process");
  }

  private static boolean has(List<Seen> spans, String service, String name) {
    return spans.stream().anyMatch(span -> is(span, service, name));
  }

  private static Seen one(List<Seen> spans, String service, String name) {
    List<Seen> found = spans.stream().filter(span -> is(span, service, name)).toList();
    assertThat(found).as("%s of %s", name, service).hasSize(1);
    return found.getFirst();
  }

  private static boolean is(Seen span, String service, String name) {
    return span.service().equals("prunescope-" + service) && span.name().equals(name);
  }

  // --- metrics ---

  private static void requireExposed(Exposition exposed, PromQuery query) {
    assertThat(query.selectors()).as("%s", query).isNotEmpty();
    for (PromQuery.Selector selector : query.selectors()) {
      List<Exposition.Series> series =
          exposed.series(selector.metric()).stream().filter(selector::selects).toList();
      assertThat(series).as("%s", selector).isNotEmpty();
      assertThat(series)
          .as("labels of %s", selector)
          .allSatisfy(
              one ->
                  assertThat(query.grouping()).isSubsetOf(union(SCRAPED, one.labels().keySet())));
    }
  }

  private static Set<String> union(Set<String> some, Set<String> more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(more);
    return all;
  }

  private static double sum(Exposition exposed, String metric) {
    return exposed.series(metric).stream().mapToDouble(Exposition.Series::value).sum();
  }

  private URI address(String service) {
    return said(service).stream()
        .flatMap(line -> ADDRESS.matcher(line).results())
        .map(match -> URI.create(match.group(1)))
        .findFirst()
        .orElseThrow();
  }

  // --- lines ---

  /** What a service itself has logged: the JVM's own warnings and notes are none of its lines. */
  private List<String> said(String service) {
    return lines.stream()
        .filter(line -> line.part().equals(service))
        .filter(line -> Stream.of("WARNING: ", "NOTE: ").noneMatch(line.text()::startsWith))
        .map(Line::text)
        .toList();
  }

  private void assertAbout(String service, String begin) throws IOException {
    List<JsonNode> about = new ArrayList<>();
    for (String line : said(service)) {
      JsonNode object = JSON.readTree(line);
      if (object.required("message").asText().startsWith(begin)) {
        about.add(object);
      }
    }
    assertThat(about).as(begin).isNotEmpty();
    for (JsonNode object : about) {
      JsonNode subject = object.required("mdc");
      String run = subject.required("run").asText();
      assertThat(subject.required("experiment").asText()).isEqualTo(experiment.value());
      assertThat(object.required("message").asText()).contains("run=" + run + " ");
      assertThat(subject.required("position").asText()).matches("\\d+-\\d+-(trained|pruned)");
    }
  }

  // --- HTTP ---

  private String get(URI uri) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  private int status(URI uri, String key) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + key).build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }
}
