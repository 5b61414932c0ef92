package org.prunescope.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.standalone.RefusedException;
import org.prunescope.standalone.Terminal;
import org.prunescope.standalone.quickstart.Quickstart;
import org.prunescope.standalone.stack.Installation;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.standalone.stack.StackOptions;

/**
 * A second stack, whose artifacts are on a real server that speaks S3: its networks and numbers are
 * those of the stack whose artifacts are in a folder.
 */
@LongForm
@ExtendWith(RunningStack.Provider.class)
class ArtifactsOnS3Test {
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  /** How runs ended: variant, seed, state, and the last checkpoint's position and digest. */
  private static final String FINALS =
      """
      select regexp_replace(id, '^[^/]*/', '') || ' ' || state || ' '
        || regexp_replace(last_key, '^.*/', '')
      from gateway.run where experiment = ? order by 1
      """;

  @TempDir private Path folder;
  private final RunningStack inFolder;
  private S3Server server;

  ArtifactsOnS3Test(RunningStack inFolder) {
    this.inFolder = inFolder;
  }

  @BeforeEach
  void startServer() throws IOException {
    server = new S3Server(Files.createDirectory(folder.resolve("s3")));
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void theQuickstartTrainsTheSameNetworksAndPrintsTheSameTable() throws Exception {
    ObjectNode preset = new JsonMapper().createObjectNode().put("preset", "quickstart");
    ExperimentId expected = inFolder.complete(preset);
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    try (Stack stack = open(server.environment())) {
      stack.start();
      Terminal terminal = new Terminal(new PrintStream(shown, true, UTF_8), false);

      boolean succeeded = new Quickstart(stack.gateway(), stack::awaitDeath, terminal).run();

      System.out.println(shown.toString(UTF_8));
      assertThat(succeeded).isTrue();
      try (Connection connection = connection(stack)) {
        ExperimentId id =
            new ExperimentId(
                MetricsTables.strings(connection, "select id from gateway.experiment").getFirst());
        assertSame(connection, id, expected);
        // The plan and each run's final at least: what nothing needs goes in its time.
        assertThat(server.count(id + "/")).isGreaterThan(finals(connection, id).size());
      }
      assertThat(filesIn(stack.folder().artifacts())).isZero();
    }
  }

  @Test
  void aServerThatGoesAwayMakesServicesUnreadyAndCostsNothing() throws Exception {
    ExperimentId expected = inFolder.completed("tiny.json");
    try (Stack stack = open(server.environment());
        Gateway gateway = new Gateway(started(stack))) {
      ExperimentId id = gateway.submit(RunningStack.request("tiny.json"));

      server.goAway();
      await()
          .atMost(PATIENCE)
          .until(() -> readiness(stack).body(), said -> said.contains("cannot list artifacts"));
      assertThat(readiness(stack).statusCode()).isEqualTo(503);
      assertThat(gateway.show(id).required("complete").asBoolean()).isFalse();
      assertThat(gateway.trySubmit(RunningStack.request("tiny.json"))).isEqualTo(503);

      server.comeBack();
      await().atMost(PATIENCE).until(() -> readiness(stack).statusCode() == 200);
      await().atMost(PATIENCE).until(() -> isComplete(gateway.show(id)));
      try (Connection connection = connection(stack)) {
        assertSame(connection, id, expected);
      }
    }
  }

  @Test
  void aKeyThatTheServerDoesNotKnowStopsTheStartAndSaysSo() {
    Map<String, String> environment = new HashMap<>(server.environment());
    environment.put("PRUNESCOPE_ARTIFACTS_S3_SECRET_KEY", "a guess");

    try (Stack stack = open(environment)) {
      assertThatThrownBy(stack::start)
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("SignatureDoesNotMatch")
          .hasMessageContaining("prunescope.artifacts.s3.access-key and secret-key");
    }
  }

  private void assertSame(Connection connection, ExperimentId id, ExperimentId expected)
      throws SQLException {
    try (Connection other = connection(inFolder.stack())) {
      assertThat(finals(connection, id)).isNotEmpty().isEqualTo(finals(other, expected));
      assertThat(MetricsTables.rows(connection, id)).isEqualTo(MetricsTables.rows(other, expected));
    }
  }

  private static List<String> finals(Connection connection, ExperimentId id) throws SQLException {
    return MetricsTables.strings(connection, FINALS, id.value());
  }

  private Stack open(Map<String, String> environment) {
    return Stack.open(
        Installation.around(Path.of("")),
        new StackOptions(
            folder.resolve("data"),
            Optional.empty(),
            0,
            0,
            0,
            StackOptions.DEFAULT_PARTITIONS,
            1,
            2,
            Map.of(),
            environment),
        (part, line) -> System.out.println("on S3 " + part + " | " + line));
  }

  private static URI started(Stack stack) {
    stack.start();
    return stack.gateway();
  }

  private static boolean isComplete(JsonNode experiment) {
    return experiment.required("complete").asBoolean();
  }

  private static HttpResponse<String> readiness(Stack stack) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(stack.gateway().resolve("/q/health/ready")).build(),
          BodyHandlers.ofString());
    }
  }

  private static Connection connection(Stack stack) throws SQLException {
    return DriverManager.getConnection(
        stack.jdbcUrl(), stack.databaseUser(), stack.databasePassword());
  }

  private static long filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
      return files.count();
    }
  }
}
