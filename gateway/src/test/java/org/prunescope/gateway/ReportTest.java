package org.prunescope.gateway;

import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.prunescope.gateway.infrastructure.Waiting.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.NumericEnvironment;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.infrastructure.Infrastructure;
import org.prunescope.gateway.infrastructure.Records;

/** The report is one file that holds all it shows, says what is not there, and trusts no text. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class ReportTest {
  private static final String DENSE = "cross-entropy_dense";
  private static final String PRUNED = "cross-entropy_one-shot_0.9";
  private static final String EVIL = "</script><script>alert('x')</script><!-- & co";
  private static final String SCRIPT = "<script type=\"module\">";
  private static final String RECORD = "<script type=\"application/json\" id=\"record\">";

  @Inject DataSource database;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @ConfigProperty(name = "prunescope.data-sets.folder")
  Path dataSets;

  private PublishedTables tables;

  @BeforeEach
  void publish() throws SQLException {
    tables = new PublishedTables(database);
    tables.create();
    tables.execute(
        """
        create table results.v1_variants (experiment text, variant text, ordinal integer,
          objective text, pruning_plan text, sparsity double precision, baseline text, n integer,
          pies integer)
        """);
    tables.execute(
        """
        create table results.v1_classes (experiment text, variant text, label integer, class text,
          recall_difference double precision)
        """);
  }

  @AfterEach
  void withdraw() throws SQLException {
    tables.drop();
  }

  @Test
  void theFileHoldsWhatIsMeasuredWithItsImages() throws Exception {
    String id = Requests.submit("measured");
    compared(id);

    JsonNode record = record(file(id));

    assertThat(record.at("/status/id").textValue()).isEqualTo(id);
    assertThat(record.at("/request/seeds")).hasSize(2);
    assertThat(record.at("/dataSet/classes")).hasSize(10);
    assertThat(record.at("/variants")).hasSize(3);
    // A mean over PIEs and a difference are no means of a side over all images.
    assertThat(record.at("/estimates").findValuesAsText("mean")).containsExactly("0.5", "0.6");
    assertThat(record.at("/details")).hasSize(1);
    JsonNode detail = record.at("/details/0");
    assertThat(detail.path("variant").textValue()).isEqualTo(PRUNED);
    assertThat(detail.path("classes")).hasSize(2);
    // The one PIE comes first; its numbers lie at its place.
    assertThat(detail.at("/points/samples").intValue()).isEqualTo(3);
    assertThat(detail.at("/points/pies").intValue()).isEqualTo(1);
    assertThat(detail.at("/points/sample/0").intValue()).isEqualTo(7);
    assertThat(detail.at("/points/denseQ/0").doubleValue()).isEqualTo(0.1235);
    assertThat(detail.at("/points/prunedDepth/0").doubleValue()).isEqualTo(2);
    assertThat(detail.at("/points/denseQ/1").isNull()).isTrue();
    assertThat(detail.at("/points/trueLabel/0").intValue()).isEqualTo(0);
    assertThat(detail.at("/exemplars/exemplars")).hasSize(1);
    assertThat(detail.path("latents").isNull()).isTrue();
    assertThat(record.path("images")).hasSize(1);
    String image = record.at("/images/7").textValue();
    assertThat(image).startsWith("data:image/png;base64,");
    assertThat(Base64.getDecoder().decode(image.substring(image.indexOf(',') + 1)))
        .isEqualTo(when().get("/api/v1/experiments/" + id + "/samples/7.png").asByteArray());
    assertThat(record.path("imagesMissing").isNull()).isTrue();
  }

  @Test
  void latentsAreThoseOfTheFirstSeedWithBothMapsInThePointsOrder() throws Exception {
    String id = Requests.submit("mapped");
    compared(id);
    tables.execute("delete from results.v1_exemplars where sample = 8");
    tables.execute("update results.v1_exemplars set sample = 1 where sample = 7");
    tables.map(id, DENSE, 0);
    tables.map(id, DENSE, 1);
    tables.map(id, PRUNED, 1);

    JsonNode latents = record(file(id)).at("/details/0/latents");

    assertThat(latents.path("seed").longValue()).isEqualTo(1);
    assertThat(latents.at("/pruned/run").textValue()).isEqualTo(id + "/" + PRUNED + "/1");
    // Sample 1 is a PIE and comes first.
    assertThat(latents.at("/dense/pc1/0").doubleValue()).isEqualTo(-0.5);
    assertThat(latents.at("/dense/pc2/1").doubleValue()).isEqualTo(0.25);
    assertThat(latents.at("/dense/share/0").doubleValue()).isEqualTo(0.75);
  }

  @Test
  void itsPolicyKnowsItsOwnScriptAndStyleAloneAndItNamesNothingElsewhere() throws Exception {
    String file = file(Requests.submit("closed"));

    assertThat(source(file, "script-src")).isEqualTo(digest(between(file, SCRIPT, "</script>")));
    assertThat(source(file, "style-src")).isEqualTo(digest(between(file, "<style>", "</style>")));
    assertThat(file).contains("default-src 'none'");
    assertThat(withoutScript(file)).doesNotContain("src=", "href=", "url(", "@import");
  }

  @Test
  void aNameIsNeverMarkup() throws Exception {
    String file = file(Requests.submit(EVIL));

    assertThat(record(file).at("/status/name").textValue()).isEqualTo(EVIL);
    assertThat(record(file).at("/request/name").textValue()).isEqualTo(EVIL);
    assertThat(between(file, "<title>", "</title>"))
        .isEqualTo("&lt;/script>&lt;script>alert('x')&lt;/script>&lt;!-- &amp; co");
    assertThat(withoutScript(file).split("<script", -1)).hasSize(2);
    assertThat(withoutScript(file)).doesNotContain("<!--");
  }

  @Test
  void ofAnExperimentThatRunsItSaysHowFarThatIs() throws Exception {
    String id = Requests.submit("under way");
    tables.execute(
        "update gateway.run set state = 'MEASURED' where id = '%s/%s/0'".formatted(id, DENSE));

    JsonNode record = record(file(id));

    assertThat(record.at("/status/complete").booleanValue()).isFalse();
    assertThat(record.at("/status/runs").intValue()).isEqualTo(4);
    assertThat(record.at("/status/runsByState/MEASURED").intValue()).isEqualTo(1);
    assertThat(record.path("details")).isEmpty();
    assertThat(record.path("environments")).isEmpty();
  }

  @Test
  void imagesThatAreNotThereAreSaidToBeMissing() throws Exception {
    Path folder = dataSets.resolve("vanishing");
    writeImages(folder, 0x112233);
    String id =
        Requests.submitted(
                Requests.GOOD.replaceFirst(
                    "\"dataSet\": \\{[^}]*}",
                    "\"dataSet\": {\"name\": \"image-folder\", \"folder\": \"vanishing\"}"))
            .getString("id");
    compared(id);
    // given other images than those that were planned with, before any was shown
    writeImages(folder, 0x445566);

    JsonNode record = record(file(id));

    assertThat(record.path("images")).isEmpty();
    assertThat(record.path("imagesMissing").textValue()).contains("planned with");
    assertThat(record.at("/details/0/points/sample")).hasSize(3);
  }

  @Test
  void itNamesTheEnvironmentsThatRunsTrainedIn() throws Exception {
    String id = Requests.submit("environments");
    trained(id, 0, new NumericEnvironment("cpu", "avx512", "libtorch-1", 1));
    trained(id, 1, new NumericEnvironment("cpu", "avx512", "libtorch-1", 1));
    trained(id, 1, new NumericEnvironment("cpu", "avx2", "libtorch-1", 1));
    trained("abcdefghijkl", 0, new NumericEnvironment("cpu", "neon", "libtorch-1", 1));

    await().until(() -> record(file(id)).path("environments").size() == 2);

    JsonNode environments = record(file(id)).path("environments");
    assertThat(environments.at("/0/environment/instructionSet").textValue()).isEqualTo("avx512");
    assertThat(environments.at("/0/runs").intValue()).isEqualTo(2);
    assertThat(environments.at("/1/environment/instructionSet").textValue()).isEqualTo("avx2");
    assertThat(environments.at("/1/runs").intValue()).isEqualTo(1);
  }

  @Test
  void whatIsNotThereIsRefused() throws Exception {
    when()
        .get("/api/v1/experiments/nowhere/report")
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("detail", equalTo("There is no experiment nowhere."));
    String id = Requests.submit("refused");
    when()
        .get("/api/v1/experiments/" + id + "/report?format=pdf")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("format"));
    tables.drop();
    when()
        .get("/api/v1/experiments/" + id + "/report")
        .then()
        .statusCode(503)
        .contentType("application/problem+json");
  }

  /** Two pruned variants are compared, the one that is shown is sparser; sample 7 is its PIE. */
  private void compared(String id) throws SQLException {
    tables.execute(
        """
        insert into results.v1_variants values
          ('%1$s', '%2$s', 0, 'cross-entropy', 'dense', 0, null, 2, null),
          ('%1$s', 'cross-entropy_one-shot_0.5', 1, 'cross-entropy', 'one-shot', 0.5, '%2$s', 2, 9),
          ('%1$s', '%3$s', 2, 'cross-entropy', 'one-shot', 0.9, '%2$s', 2, 1)
        """
            .formatted(id, DENSE, PRUNED));
    tables.execute(
        """
        insert into results.v1_comparisons (experiment, variant, state, n, pies_smallest_label)
        values ('%s', '%s', 'compared', 2, 1)
        """
            .formatted(id, PRUNED));
    tables.execute(
        """
        insert into results.v1_exemplars values
          ('%1$s', '%2$s', '%3$s', 0, 1, 1, 1, false, 1, 1, false, 0.5, 1, 1,
             null, null, null, null, null, null),
          ('%1$s', '%2$s', '%3$s', 7, 0, 0, 1, true, 0, 1, true, 2, 1, 1,
             0.12345, 0.25, 1.5, 2, 3, 4),
          ('%1$s', '%2$s', '%3$s', 8, 1, 1, 1, false, 1, 1, false, 0, 1, 1,
             null, null, null, null, null, null)
        """
            .formatted(id, PRUNED, DENSE));
    tables.execute(
        """
        insert into results.v1_classes values
          ('%1$s', '%2$s', 1, 'b', 0.1), ('%1$s', '%2$s', 0, 'a', null)
        """
            .formatted(id, PRUNED));
    tables.execute(
        """
        insert into results.v1_estimates values
          ('%1$s', '%2$s', 'q', 'all', 'dense', true, 0.5),
          ('%1$s', '%2$s', 'q', 'all', 'pruned', true, 0.6),
          ('%1$s', '%2$s', 'q', 'all', 'pruned', false, 0.1),
          ('%1$s', '%2$s', 'q', 'all', 'difference', true, 0.1),
          ('%1$s', '%2$s', 'q', 'pies', 'pruned', true, 0.2),
          ('%1$s', '%2$s', 'accuracy', 'all', 'pruned', true, 0.9)
        """
            .formatted(id, PRUNED));
  }

  private void trained(String id, long seed, NumericEnvironment environment) throws Exception {
    RunId run = RunId.parse("%s/%s/%d".formatted(id, DENSE, seed));
    byte[] bytes = environment.instructionSet().getBytes(UTF_8);
    Position position = Position.trained(0, 5);
    CheckpointRef checkpoint =
        new CheckpointRef(position, ArtifactRef.checkpoint(run, 1, position, bytes));
    ArtifactRef plan = ArtifactRef.plan(run.experiment(), new byte[0]);
    Records.send(
        bootstrapServers,
        Topics.CHECKPOINTS,
        0,
        run.text(),
        Json.write(new CheckpointSaved(run, plan, 1, checkpoint, environment, 10, 1)));
  }

  /** 25 training and 10 test images of each of two classes, with one pixel of this colour. */
  private static void writeImages(Path folder, int colour) throws IOException {
    for (String name : List.of("a", "b")) {
      BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
      image.setRGB(name.equals("a") ? 1 : 2, 3, colour);
      for (int number = 0; number < 25; number++) {
        write(folder.resolve("train").resolve(name), number, image);
      }
      for (int number = 0; number < 10; number++) {
        write(folder.resolve("test").resolve(name), number, image);
      }
    }
  }

  private static void write(Path folder, int number, BufferedImage image) throws IOException {
    Files.createDirectories(folder);
    ImageIO.write(image, "png", folder.resolve(number + ".png").toFile());
  }

  private static String file(String id) {
    return when()
        .get("/api/v1/experiments/" + id + "/report")
        .then()
        .statusCode(200)
        .contentType("text/html; charset=utf-8")
        .header(
            "Content-Disposition",
            containsString("attachment; filename=\"" + id + "-report.html\""))
        .extract()
        .asString();
  }

  /** As a browser reads it: the script ends with the first end of one. */
  private static JsonNode record(String file) throws IOException {
    return new JsonMapper().readTree(between(file, RECORD, "</script>"));
  }

  private static String withoutScript(String file) {
    return file.replace(between(file, SCRIPT, "</script>"), "").replace(SCRIPT + "</script>", "");
  }

  private static String between(String text, String before, String after) {
    int from = text.indexOf(before) + before.length();
    assertThat(from).as(before).isGreaterThanOrEqualTo(before.length());
    return text.substring(from, text.indexOf(after, from));
  }

  private static String source(String file, String directive) {
    Matcher matcher = Pattern.compile(directive + " '([^']+)'[;\"]").matcher(file);
    assertThat(matcher.find()).as(directive).isTrue();
    return matcher.group(1);
  }

  private static String digest(String text) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }
}
