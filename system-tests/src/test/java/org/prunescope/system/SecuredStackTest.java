package org.prunescope.system;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.artifact.Sha256;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.topic.Topics;
import org.prunescope.standalone.stack.Stack;

/** Kafka and PostgreSQL that speak TLS and ask who comes: each service may what it has to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(RunningStack.GivesWay.class)
@SuppressWarnings("NullAway.Init")
class SecuredStackTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration REFUSAL = Duration.ofMinutes(1);
  private static final String KEY = "psk_somebodys-own-key";
  private static final Map<String, String> MODULES =
      Map.of(
          Stack.GATEWAY, "gateway",
          Stack.PRUNER, "pruner-service",
          Stack.METRICS, "metrics-service",
          Stack.TRAINER, "trainer-service");

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Map<String, URI> services = new HashMap<>();
  private final OpenIdProvider provider = new OpenIdProvider();
  private SecuredStack stack;
  private Gateway gateway;
  private ExperimentId experiment;

  @BeforeAll
  void completeAnExperiment() {
    stack = new SecuredStack();
    MODULES.forEach(
        (service, module) -> {
          Map<String, String> environment = new HashMap<>(stack.access(service));
          if (service.equals(Stack.GATEWAY)) {
            environment.put(
                "PRUNESCOPE_GATEWAY_KEYS", "somebody:" + Sha256.of(KEY.getBytes(US_ASCII)));
            environment.put("QUARKUS_OIDC_TENANT_ENABLED", "true");
            environment.put("QUARKUS_OIDC_AUTH_SERVER_URL", provider.address().toString());
          }
          services.put(service, stack.start(service, module, environment, lines::add));
        });
    services.values().forEach(stack.bare()::awaitReady);
    gateway = new Gateway(address(), KEY);
    experiment = gateway.submit(RunningStack.request("tiny.json"));
    await().atMost(PATIENCE).until(() -> gateway.show(experiment).required("complete").asBoolean());
  }

  @AfterAll
  void stop() throws IOException {
    gateway.close();
    stack.close();
    provider.close();
  }

  @Test
  void experimentIsFinishedByServicesWithTheRightsOfTheManifests() {
    assertThat(gateway.results(experiment).required("variants")).isNotEmpty();
    assertThat(lines)
        .noneMatch(line -> line.contains("AuthorizationException"))
        .noneMatch(line -> line.contains("permission denied"));
  }

  @Test
  void whoBringsATokenOfTheProviderSeesTheirOwn() throws Exception {
    assertThat(status("", KEY)).isEqualTo(200);
    assertThat(status("/" + experiment, KEY)).isEqualTo(200);
    String token = provider.token("somebody else", Duration.ofHours(1));
    assertThat(status("", token)).isEqualTo(200);
    assertThat(status("/" + experiment, token)).as("it is another's").isEqualTo(404);
    // Owners are told apart by their names alone, however they say them.
    assertThat(status("/" + experiment, provider.token("somebody", Duration.ofHours(1))))
        .isEqualTo(200);
  }

  @Test
  void tokensThatAreNotGoodAreRefused() throws Exception {
    assertThat(status("", provider.token("somebody", Duration.ofHours(-1)))).isEqualTo(401);
    assertThat(status("", provider.forgedToken("somebody"))).isEqualTo(401);
    assertThat(status("", provider.foreignToken("somebody"))).isEqualTo(401);
    assertThat(status("", "no.token.atall")).isEqualTo(401);
  }

  @Test
  void pageAsksForTheKeyAndShowsWhatItOpens() {
    try (Browser browser = Browser.start()) {
      Page page = browser.open();
      page.navigate("%s/#/experiments/%s/exemplars?pie=false".formatted(address(), experiment));

      page.getByLabel("API key").first().fill(KEY);
      page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Use it in this tab"))
          .first()
          .click();

      PlaywrightAssertions.assertThat(page.locator(".gallery li").first()).isVisible();
      // An <img> sends no key: the page has fetched this one itself.
      PlaywrightAssertions.assertThat(page.locator(".gallery img").first())
          .hasAttribute("src", Pattern.compile("blob:.*"));
      // Chromium tells each refusal.
      assertThat(browser.complaints()).isNotEmpty().allMatch(text -> text.contains("401"));
    }
  }

  @Test
  void tablesAreTakenAwayWithTheKey() throws IOException {
    try (Browser browser = Browser.start()) {
      Page page = openWithKey(browser, "definition");

      Download download = page.waitForDownload(page.locator(".downloads a").first()::click);

      assertThat(download.suggestedFilename()).isEqualTo(experiment + "-variants.csv");
      assertThat(Files.readString(download.path())).contains(experiment + ",");
    }
  }

  @Test
  void noImageIsShownInThePlaceOfAnother() {
    try (Browser browser = Browser.start()) {
      List<Route> held = new ArrayList<>();
      Page page = openWithKey(browser, "samples/0");
      Locator image = page.locator("main img");
      PlaywrightAssertions.assertThat(image).hasAttribute("alt", "test image 0");

      page.route("**/samples/1.png", held::add);
      page.evaluate("() => { location.hash = location.hash.replace(/0$/, '1'); }");
      page.waitForCondition(() -> !held.isEmpty());
      PlaywrightAssertions.assertThat(image).hasCount(0);

      page.evaluate("() => { location.hash = location.hash.replace(/1$/, '2'); }");
      PlaywrightAssertions.assertThat(image).hasAttribute("alt", "test image 2");
      String shown = image.getAttribute("src");
      page.waitForResponse("**/samples/1.png", held.getFirst()::resume).finished();
      // By when this has come, the page has seen what came before it.
      page.evaluate("() => fetch('/').then((answer) => answer.text())");
      PlaywrightAssertions.assertThat(image).hasAttribute("src", shown);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Stack.GATEWAY, Stack.PRUNER, Stack.TRAINER})
  void whoHasAWrongPasswordOnKafkaIsToldSo(String service) throws InterruptedException {
    Map<String, String> access = new HashMap<>(stack.access(service));
    access.put(
        "KAFKA_SASL_JAAS_CONFIG",
        SecuredStack.login(service, "wrong").getOrDefault("sasl.jaas.config", ""));
    assertRefused(service, access, "Authentication failed");
  }

  @Test
  void whoHasAWrongPasswordOnPostgresIsToldSo() throws InterruptedException {
    String service = Stack.METRICS;
    Map<String, String> access = new HashMap<>(stack.access(service));
    access.put("QUARKUS_DATASOURCE_PASSWORD", "wrong");
    assertRefused(
        service,
        access,
        "password authentication failed for user \"prunescope_%s\"".formatted(service));
  }

  @Test
  void trainersUserReadsNothingThatIsNoSegment() {
    for (String topic : Topics.PARTITIONED) {
      if (topic.equals(Topics.TRAINING_SEGMENTS)) {
        continue;
      }
      try (KafkaConsumer<byte[], byte[]> consumer = consumer("trainer")) {
        consumer.assign(List.of(new TopicPartition(topic, 0)));
        assertThatThrownBy(
                () -> {
                  consumer.seekToBeginning(consumer.assignment());
                  consumer.poll(Duration.ofSeconds(20));
                })
            .as(topic)
            .isInstanceOf(TopicAuthorizationException.class);
      }
    }
  }

  @Test
  void trainersUserWritesNothingButWhatATrainerSays() {
    List<String> own = List.of(Topics.CHECKPOINTS, Topics.TRAINING_METRICS, "trainer-dlq");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            stack.client(Stack.TRAINER), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (String topic : allTopics()) {
        if (!own.contains(topic)) {
          assertThatThrownBy(
                  () -> producer.send(new ProducerRecord<>(topic, new byte[1])).get(30, SECONDS))
              .as(topic)
              .isInstanceOf(ExecutionException.class)
              .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Topics.PRUNER_GROUP, Topics.METRICS_GROUP, "gateway", "another"})
  void trainersUserIsOfNoOtherGroup(String group) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(group)) {
      consumer.subscribe(List.of(Topics.TRAINING_SEGMENTS));
      assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(20)))
          .isInstanceOf(GroupAuthorizationException.class);
    }
  }

  @Test
  void trainersUserChangesNoTopic() {
    try (Admin admin = Admin.create(stack.client(Stack.TRAINER))) {
      assertThatThrownBy(() -> admin.deleteTopics(List.of(Topics.CHECKPOINTS)).all().get())
          .hasCauseInstanceOf(TopicAuthorizationException.class);
      assertThatThrownBy(() -> admin.describeAcls(AclBindingFilter.ANY).values().get())
          .hasCauseInstanceOf(ClusterAuthorizationException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gateway.experiment, prunescope_reader",
    "metrics.run, prunescope_reader",
    "metrics.run, prunescope_gateway",
    "gateway.experiment, prunescope_metrics",
  })
  void rolesSeeNothingOfWhatIsAnothers(String table, String role) throws SQLException {
    try (Connection connection = stack.connect(role);
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("select * from " + table))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void readersReadResults() throws SQLException {
    try (Connection connection = stack.connect("prunescope_reader");
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from results.v1_runs")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isPositive();
    }
  }

  @Test
  void nobodyComesInWithoutTls() {
    String plain = stack.jdbcUrl().replace("sslmode=verify-full", "sslmode=disable");
    assertThatThrownBy(
            () ->
                DriverManager.getConnection(
                    plain, "prunescope_reader", stack.password("prunescope_reader")))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("no encryption");
    Map<String, Object> client = new HashMap<>(stack.client(Stack.TRAINER));
    client.put("security.protocol", "SASL_PLAINTEXT");
    client.put("default.api.timeout.ms", "5000");
    client.put("request.timeout.ms", "4000");
    try (Admin admin = Admin.create(client)) {
      assertThatThrownBy(() -> admin.listTopics().names().get())
          .isInstanceOf(ExecutionException.class);
    }
  }

  /** Starts a service, which says this and never becomes ready. */
  private void assertRefused(String service, Map<String, String> access, String message)
      throws InterruptedException {
    Queue<String> said = new ConcurrentLinkedQueue<>();
    URI refused = stack.start(service, MODULES.getOrDefault(service, ""), access, said::add);
    await()
        .atMost(REFUSAL)
        .untilAsserted(() -> assertThat(said).anyMatch(line -> line.contains(message)));
    assertThat(stack.bare().isReady(refused)).isFalse();
    stack.bare().stop(refused);
  }

  private int status(String path, String bearer) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address().resolve("/api/v1/experiments" + path))
            .header("Authorization", "Bearer " + bearer)
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  /** A view of the experiment, to whoever has given the key already. */
  private Page openWithKey(Browser browser, String view) {
    Page page = browser.open();
    page.addInitScript("sessionStorage.setItem('prunescope.key', '%s')".formatted(KEY));
    page.navigate("%s/#/experiments/%s/%s".formatted(address(), experiment, view));
    return page;
  }

  private URI address() {
    return services.getOrDefault(Stack.GATEWAY, URI.create("none"));
  }

  private static List<String> allTopics() {
    List<String> topics = new ArrayList<>(Topics.PARTITIONED);
    topics.addAll(Topics.DEAD_LETTERS);
    return topics;
  }

  private KafkaConsumer<byte[], byte[]> consumer(String group) {
    Map<String, Object> settings = new HashMap<>(stack.client(Stack.TRAINER));
    settings.put("group.id", group);
    settings.put("auto.offset.reset", "earliest");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
