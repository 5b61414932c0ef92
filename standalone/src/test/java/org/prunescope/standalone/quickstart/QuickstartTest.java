package org.prunescope.standalone.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.standalone.RefusedException;
import org.prunescope.standalone.Terminal;
import org.prunescope.standalone.process.ChildProcess;
import org.prunescope.standalone.process.Program;

/** Against a gateway that answers from a script. */
class QuickstartTest {
  private static final String API = "/api/v1/experiments";

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final Terminal terminal = new Terminal(new PrintStream(shown, true, UTF_8), false);
  private final Queue<String> statuses = new ArrayDeque<>();
  private byte[] submitted = new byte[0];
  private int submissionStatus = 201;
  private HttpServer server;

  @BeforeEach
  void startGateway() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        API,
        exchange -> {
          submitted = exchange.getRequestBody().readAllBytes();
          answer(exchange, submissionStatus, status(false, 0, "{\"REQUESTED\": 2}"));
        });
    server.createContext(API + "/e123", exchange -> answer(exchange, 200, statuses.remove()));
    server.createContext(
        API + "/e123/runs",
        exchange ->
            answer(
                exchange,
                200,
                """
                {"next": null, "runs": [{"run": "a", "state": "MEASURED"},
                 {"run": "b", "state": "FAILED", "reason": "NOT_FINITE", "detail": "fc.weight"}]}
                """));
    server.createContext(
        API + "/e123/results",
        exchange ->
            answer(
                exchange,
                200,
                """
                {"complete": true, "variants": [
                  {"variant": "cross-entropy_dense", "sparsity": 0.0, "n": 2, "accuracyMean": 0.5}]}
                """));
    server.start();
  }

  @AfterEach
  void stopGateway() {
    server.stop(0);
  }

  @Test
  void submitsThePresetOfItsName() throws Exception {
    statuses.add(status(true, 20, "{\"MEASURED\": 2}"));

    run();

    assertThat(new String(submitted, UTF_8)).isEqualTo("{\"preset\": \"quickstart\"}");
  }

  @Test
  void followsTheRunsAndPrintsTheTable() throws Exception {
    statuses.add(status(false, 10, "{\"TRAINING\": 2}"));
    statuses.add(status(false, 10, "{\"TRAINING\": 2}"));
    statuses.add(status(true, 20, "{\"MEASURED\": 2}"));

    boolean succeeded = run();

    assertThat(succeeded).isTrue();
    assertThat(shown.toString(UTF_8))
        .containsOnlyOnce("10 of 20 updates trained, 0 of 2 runs measured")
        .containsOnlyOnce("20 of 20 updates trained, 2 of 2 runs measured")
        .containsOnlyOnce("cross-entropy_dense");
  }

  @Test
  void failsAndSaysWhyWhereARunFailed() throws Exception {
    statuses.add(status(true, 15, "{\"MEASURED\": 1, \"FAILED\": 1}"));

    boolean succeeded = run();

    assertThat(succeeded).isFalse();
    assertThat(shown.toString(UTF_8))
        .contains("1 of 2 runs measured, 1 failed")
        .contains("b is FAILED: NOT_FINITE fc.weight")
        .doesNotContain("a is");
  }

  @Test
  void refusesWhereTheGatewayRefuses() {
    submissionStatus = 400;

    assertThatThrownBy(this::run)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("POST /api/v1/experiments with 400");
  }

  @Test
  void refusesWhereAPartOfTheStackDies(@TempDir Path folder) throws Exception {
    Program program = new Program("trainer", List.of("bash", "-c", "exit 7"), Map.of());
    ChildProcess dead =
        ChildProcess.start(program, folder.resolve("trainer.log"), line -> {})
            .onExit()
            .get(10, TimeUnit.SECONDS);

    assertThatThrownBy(() -> new Quickstart(address(), atMost -> dead, terminal).run())
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("trainer ended with 7; see " + folder.resolve("trainer.log"));
  }

  private boolean run() throws InterruptedException {
    return new Quickstart(address(), atMost -> null, terminal).run();
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static String status(boolean complete, int updatesMade, String runsByState) {
    return """
        {"id": "e123", "complete": %s, "runs": 2, "updates": 20, "updatesMade": %d,
         "runsByState": %s}
        """
        .formatted(complete, updatesMade, runsByState);
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
