package org.prunescope.standalone.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.artifact.Sha256;
import org.prunescope.standalone.Launcher;
import picocli.CommandLine;

/**
 * Each command asks the gateway for one thing, prints it for people and ends with what came of it.
 */
class ClientCommandsTest {
  private static final String API = "/api/v1/experiments";
  private static final String STATUS =
      """
      {"id": "e123", "name": "small", "submittedAt": "2026-11-28T20:00:00Z", "complete": %s,
       "runs": 4, "runsByState": {"MEASURED": %d, "%s": %d}, "updates": 30, "updatesMade": 15}
      """;

  private static final String ONE_RESUMED =
      """
      {"asked": [{"run": "a", "action": "RESUME"}], "notAsked": [], "blocked": []}
      """;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private FakeGateway gateway;

  @BeforeEach
  void startGateway() throws IOException {
    gateway = new FakeGateway();
  }

  @AfterEach
  void stopGateway() {
    gateway.close();
  }

  @Test
  void submitSendsTheFileAsWhatItIs() throws IOException {
    gateway.on("POST " + API, 201, STATUS.formatted(false, 0, "REQUESTED", 4));
    Path yaml = Files.writeString(folder.resolve("mine.yaml"), "preset: quickstart\n");
    Path json = Files.writeString(folder.resolve("mine.json"), "{\"preset\": \"quickstart\"}");

    assertThat(run("submit", yaml.toString())).isZero();
    assertThat(run("submit", json.toString(), "--quiet")).isZero();

    assertThat(out.toString()).isEqualToIgnoringNewLines("Experiment e123: 4 runs.\ne123\n");
    assertThat(gateway.headers)
        .extracting(headers -> headers.get("Content-type"))
        .containsExactly("application/yaml", "application/json");
    assertThat(gateway.bodies.getFirst()).isEqualTo("preset: quickstart\n");
  }

  @ParameterizedTest
  @CsvSource({
    "true, '30 updates (50 without sharing)', 1 h 30 min",
    "false, '50 updates (30 with sharing)', 2 h 30 min"
  })
  void aDryRunSaysHowMuchWorkItIs(boolean shareTrunks, String updates, String time)
      throws IOException {
    gateway.on(
        "POST " + API + "?dryRun=true",
        """
        {"request": {"shareTrunks": %b}, "work": {"runs": 4, "variants": 2, "updates": {"withSharing": 30, "withoutSharing": 50}},
         "time": {"hours": {"withoutSharing": 2.5, "withSharing": 1.5}}}
        """
            .formatted(shareTrunks));
    Path yaml = Files.writeString(folder.resolve("mine.yaml"), "preset: quickstart\n");

    assertThat(run("submit", yaml.toString(), "--dry-run")).isZero();

    assertThat(out.toString().strip())
        .isEqualTo("4 runs of 2 variants, %s; device time by measured speed: %s.", updates, time);
  }

  @Test
  void aRefusalIsShownInItsWordsAndEndsWithOne() throws IOException {
    gateway.on("POST " + API, 400, "{\"detail\": \"seeds must hold at least one\"}");
    Path yaml = Files.writeString(folder.resolve("mine.yaml"), "seeds: []\n");

    assertThat(run("submit", yaml.toString())).isEqualTo(1);
    assertThat(run("submit", folder.resolve("missing.yaml").toString())).isEqualTo(1);

    assertThat(err.toString())
        .contains("with 400: seeds must hold at least one")
        .contains("missing.yaml cannot be read");
  }

  @Test
  void watchPrintsALinePerChangeWhereThereIsNoTerminalAndSaysWhetherAllIsWell() {
    gateway.on("GET " + API + "/e123", STATUS.formatted(true, 4, "FAILED", 0));
    gateway.on("GET " + API + "/bad4", STATUS.formatted(true, 3, "FAILED", 1));

    assertThat(run("watch", "e123")).isZero();
    assertThat(run("watch", "bad4")).isEqualTo(1);
  }

  @Test
  void watchOutlastsAGatewayThatIsStartedAgain() {
    String status = "GET " + API + "/e123";
    gateway.on(status, STATUS.formatted(false, 3, "FAILED", 0));
    gateway.on(status, 503, "{\"detail\": \"PostgreSQL does not answer.\"}");
    gateway.on(status, STATUS.formatted(true, 4, "FAILED", 0));

    assertThat(run("watch", "e123")).isZero();

    assertThat(gateway.asked).hasSize(3);
  }

  @Test
  void listShowsWhatIsAskedFor() {
    gateway.on(
        "GET " + API + "?limit=5&name=small&state=running",
        "{\"experiments\": [%s], \"next\": \"abc\"}"
            .formatted(STATUS.formatted(false, 1, "FAILED", 1)));

    assertThat(run("list", "--state", "running", "--name", "small", "--limit", "5")).isZero();

    assertThat(out.toString().lines())
        .containsExactly(
            "id    submitted             state    runs  measured  failed  trained  name",
            "e123  2026-11-28T20:00:00Z  running     4         1       1     50 %  small",
            "There are more; --limit shows them.");
  }

  @Test
  void resultsComeAsATableAsCsvOrAsJson() {
    gateway.on(
        "GET " + API + "/e123/results",
        """
        {"complete": false, "variants": [
          {"variant": "cross-entropy_dense", "sparsity": 0.0, "n": 2, "accuracyMean": 0.5}]}
        """);
    gateway.on("GET " + API + "/e123/export/variants.csv", "variant,n\ncross-entropy_dense,2\n");

    run("results", "e123");
    assertThat(out.toString())
        .contains("cross-entropy_dense       0 %  2     0.500")
        .contains("not complete yet");
    out.getBuffer().setLength(0);
    run("results", "e123", "--csv");
    assertThat(out.toString()).isEqualTo("variant,n\ncross-entropy_dense,2\n");
    out.getBuffer().setLength(0);
    run("results", "e123", "--json");
    assertThat(out.toString()).startsWith("{\"complete\": false");
    assertThat(run("results", "e123", "--json", "--csv")).isEqualTo(2);
  }

  @Test
  void exemplarsOfEveryComparedVariantAreShown() {
    gateway.on(
        "GET " + API + "/e123/results",
        """
        {"complete": true, "variants": [
          {"variant": "cross-entropy_dense", "sparsity": 0.0, "n": 2},
          {"variant": "cross-entropy_late_0.9", "sparsity": 0.9, "n": 2, "pies": 1}]}
        """);
    gateway.on(
        "GET " + API + "/e123/variants/cross-entropy_late_0.9/exemplars?limit=3",
        """
        {"variant": "cross-entropy_late_0.9", "n": 2, "pies": 1, "exemplars": [
          {"sample": 17, "trueLabel": {"label": 0, "name": "circle"},
           "denseLabel": {"label": 0, "name": "circle"}, "prunedLabel": {"label": 1, "name": "ring"},
           "agreement": {"dense": 1.0, "pruned": 0.5}, "taxicab": 1.0}]}
        """);

    assertThat(run("exemplars", "e123", "--limit", "3")).isZero();

    assertThat(out.toString().lines())
        .containsExactly(
            "cross-entropy_late_0.9: 1 image over 2 seeds",
            "image  true    dense says  pruned says  dense agree  pruned agree  taxicab",
            "   17  circle  circle      ring                1.00          0.50     1.00",
            "");
  }

  /** All of a large grid's exemplars are more than a command's memory holds. */
  @Test
  void exportsArePrintedWhileTheyCome() {
    gateway.on(
        "GET " + API + "/e123/export/exemplars.csv",
        200,
        answer -> {
          answer.write("sample\n17\n".getBytes(UTF_8));
          answer.flush();
          await().until(() -> out.toString().equals("sample\n17\n"));
          answer.write("18".getBytes(UTF_8));
        });

    assertThat(run("exemplars", "e123", "--csv")).isZero();

    assertThat(out.toString()).isEqualToNormalizingNewlines("sample\n17\n18\n");
  }

  @Test
  void aReportIsWrittenToAFileWhichIsNamedWithItsSize() {
    gateway.on("GET " + API + "/e123/report", "<!doctype html>" + " ".repeat(1_500_000));
    Path file = folder.resolve("appendix.html");

    assertThat(run("report", "e123", "--output", file.toString())).isZero();

    assertThat(file).content(UTF_8).startsWith("<!doctype html>");
    assertThat(out.toString().lines()).containsExactly(file + ", 1.5 MB");
  }

  @Test
  void aReportThatIsRefusedLeavesTheEarlierOneAlone() throws IOException {
    gateway.on(
        "GET " + API + "/none/report", 404, "{\"detail\": \"There is no experiment none.\"}");
    Path file = Files.writeString(folder.resolve("appendix.html"), "the earlier one");

    assertThat(run("report", "none", "--output", file.toString())).isEqualTo(1);
    assertThat(run("report", "none", "--output", folder + "/missing/a.html")).isEqualTo(1);

    assertThat(err.toString()).contains("404: There is no experiment none.");
    assertThat(file).hasContent("the earlier one");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsNotTheGatewaysFault() throws IOException {
    gateway.on("GET " + API + "/e123/report", "<html></html>");

    assertThat(run("report", "e123", "--output", folder + "/missing/a.html")).isEqualTo(1);

    assertThat(err.toString()).contains("a.html.partial cannot be written");
  }

  @Test
  void deletingTakesBeingMeant() {
    gateway.on("DELETE " + API + "/e123", 204, "");

    assertThat(run("delete", "e123")).isEqualTo(2);
    assertThat(run("delete", "e123", "--yes")).isZero();

    assertThat(out.toString().lines()).containsExactly("Experiment e123 is deleted.");
  }

  @Test
  void cancelAndResumeSayWhatWasAskedOfHowManyRuns() {
    gateway.on(
        "POST " + API + "/e123/cancel",
        202,
        """
        {"asked": [{"run": "a", "action": "CANCEL"}, {"run": "b", "action": "CANCEL"}],
         "notAsked": [{"run": "c", "why": "it has ended"}], "blocked": ["d"]}
        """);
    gateway.on("POST " + API + "/e123/runs/cross-entropy_dense/3/resume", 202, ONE_RESUMED);
    gateway.on("POST " + API + "/e123/resume?all=true", 202, ONE_RESUMED);

    assertThat(run("cancel", "e123")).isZero();
    assertThat(run("resume", "e123", "--run", "cross-entropy_dense/3")).isZero();
    assertThat(run("resume", "e123", "--run", "dense")).isEqualTo(2);
    assertThat(run("resume", "e123", "--all")).isZero();

    assertThat(out.toString().lines())
        .containsExactly(
            "2 runs are asked to stop.",
            "1 run is left as it is, because it has ended.",
            "1 run waits for one of these and is blocked until that is resumed.",
            "1 run is asked to go on.",
            "1 run is asked to go on.");
  }

  @Test
  void checkpointsAreFetchedOnceAndCheckedAgainstTheirDigest() throws IOException {
    String good = Sha256.of("tensors".getBytes(UTF_8));
    gateway.on(
        "GET " + API + "/e123/checkpoints?last=true&limit=1000&seed=0", page(good, "tensors"));
    gateway.on("GET /content/tensors", "tensors");
    String[] get = {"checkpoints", "e123", "--seed", "0", "--get", "--to", folder.toString()};

    assertThat(run(get)).isZero();
    assertThat(run(get)).isZero();

    Path file = folder.resolve("cross-entropy_dense-0-phase0-step10-trained.safetensors");
    assertThat(file).hasContent("tensors");
    assertThat(gateway.asked).filteredOn("GET /content/tensors"::equals).hasSize(1);
  }

  @Test
  void aCheckpointWithOtherBytesIsNotKept() throws IOException {
    String digest = Sha256.of("tensors".getBytes(UTF_8));
    gateway.on("GET " + API + "/e123/checkpoints?last=true&limit=1000", page(digest, "other"));
    gateway.on("GET /content/other", "others!");

    assertThat(run("checkpoints", "e123", "--get", "--to", folder.toString())).isEqualTo(1);

    assertThat(err.toString()).contains("another digest");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aKeyGoesWithEveryRequest() {
    gateway.on("GET /api/v1/presets", "[{\"name\": \"quickstart\", \"description\": \"Small.\"}]");

    assertThat(run("presets", "--key", "psk_secret")).isZero();

    assertThat(out.toString().lines())
        .containsExactly("preset      what it is", "quickstart  Small.");
    assertThat(gateway.headers.getFirst()).containsEntry("Authorization", "Bearer psk_secret");
  }

  @Test
  void aNewKeyIsToldToItsUserAndItsDigestToTheGateway() {
    assertThat(Launcher.commandLine().setOut(new PrintWriter(out, true)).execute("key", "alice"))
        .isZero();

    String said = out.toString();
    String key = said.substring(said.indexOf("psk_"), said.indexOf('\n'));
    assertThat(key).hasSize(4 + 43);
    assertThat(said).contains("alice:" + Sha256.of(key.getBytes(UTF_8)));
    assertThat(run("key", "a b")).isEqualTo(2);
  }

  @Test
  void whereNoGatewayAnswersItEndsWithThreeAndSaysWhereItLooked() {
    String address = gateway.address();
    gateway.close();

    assertThat(run("list", "--gateway", address)).isEqualTo(3);

    assertThat(err.toString()).contains("No gateway answers at " + address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "submit",
        "watch",
        "list",
        "results",
        "exemplars",
        "report",
        "cancel",
        "resume",
        "checkpoints",
        "presets",
        "key"
      })
  void helpGivesExamplesAndShowsNoKey(String command) {
    assertThat(run(command, "--help")).isZero();

    assertThat(out.toString()).contains("Example").contains("./prunescope " + command);
  }

  private static String page(String sha256, String content) {
    return """
    {"checkpoints": [{"run": "e123/cross-entropy_dense/0", "last": true, "sha256": "%s", "bytes": 7,
      "position": {"phase": 0, "step": 10, "stage": "trained"}, "file": "/content/%s"}], "next": null}
    """
        .formatted(sha256, content);
  }

  private int run(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(arguments));
    if (!all.contains("--gateway") && !command.equals("key")) {
      all.addAll(List.of("--gateway", gateway.address()));
    }
    CommandLine line = Launcher.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(all.toArray(String[]::new));
  }

  private int run(String[] arguments) {
    return run(
        arguments[0], List.of(arguments).subList(1, arguments.length).toArray(String[]::new));
  }
}
