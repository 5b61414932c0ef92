package org.prunescope.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Against a gateway that answers from a script. */
class RemeasureCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> asked = new ArrayList<>();
  private HttpServer gateway;
  private int status = 202;
  private String answer = "{\"requested\": 660, \"gone\": 0}";

  @BeforeEach
  void startGateway() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          byte[] body = answer.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    gateway.start();
  }

  @AfterEach
  void stopGateway() {
    gateway.stop(0);
  }

  @Test
  void asksTheGatewayAndSaysWhatWillBeMeasured() {
    assertThat(remeasure("abcd1234", "--gateway", address())).isZero();

    assertThat(asked).containsExactly("POST /api/v1/experiments/abcd1234/remeasure");
    assertThat(out.toString())
        .isEqualToIgnoringNewLines(
            """
            660 measurements are requested; what is measured by today's definition stays.
            GET %s/api/v1/experiments/abcd1234 says how many are due.
            """
                .formatted(address()));
  }

  @Test
  void saysWhatIsGone() {
    answer = "{\"requested\": 2, \"gone\": 40}";

    remeasure("abcd1234", "--gateway", address());

    assertThat(out.toString())
        .contains("40 checkpoints are gone: what was measured of them stays as it is.");
  }

  @Test
  void aRefusalOfTheGatewayIsShown() {
    status = 404;
    answer = "{\"detail\": \"There is no experiment abcd1234.\"}";

    assertThat(remeasure("abcd1234", "--gateway", address())).isEqualTo(1);

    assertThat(err.toString()).contains("404").contains("There is no experiment abcd1234.");
  }

  @Test
  void whatIsNoNameOfAnExperimentStaysOnePartOfThePath() {
    remeasure("../presets", "--gateway", address());

    assertThat(asked).containsExactly("POST /api/v1/experiments/..%2Fpresets/remeasure");
  }

  @Test
  void badArgumentsAreRefused() {
    assertThat(remeasure()).isEqualTo(2);
    assertThat(err.toString()).contains("Missing required parameter: 'ID'");
    assertThat(remeasure("abcd1234", "--gateway", "nowhere")).isEqualTo(2);
    assertThat(err.toString()).contains("--gateway must be an address such as");
    assertThat(asked).isEmpty();
  }

  private String address() {
    return "http://127.0.0.1:" + gateway.getAddress().getPort();
  }

  private int remeasure(String... arguments) {
    List<String> all = new ArrayList<>(List.of("remeasure"));
    all.addAll(List.of(arguments));
    CommandLine line = Launcher.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(all.toArray(String[]::new));
  }
}
