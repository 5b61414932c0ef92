package org.prunescope.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.prunescope.gateway.infrastructure.Waiting.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.MeasurementEvent.MeasurementStored;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.infrastructure.Infrastructure;
import org.prunescope.gateway.infrastructure.Records;

/** Whoever follows an experiment hears of every change once, in order, to the end. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
@Timeout(120)
class EventsTest {
  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @Inject DataSource database;

  private final HttpClient client = HttpClient.newHttpClient();
  private String id = "";

  @BeforeEach
  void submit() {
    id = Requests.submit("followed");
  }

  private record Event(String name, @Nullable Long id, String data) {}

  @Test
  void aFollowerHearsOfEveryChangeAsItHappensAndOfTheEnd() throws Exception {
    try (Stream<String> lines = open(null)) {
      Iterator<Event> events = events(lines);
      train(run("cross-entropy_dense", 0), Position.trained(0, 10));
      List<Event> heard = new ArrayList<>(List.of(events.next(), events.next()));
      assertThat(heard).extracting(Event::name).containsOnly("run");
      assertThat(heard.getLast().data()).contains("\"state\":\"MEASURED\"");

      train(run("cross-entropy_dense", 1), Position.trained(0, 10));
      train(run("cross-entropy_one-shot_0.9", 0), Position.trained(1, 5));
      train(run("cross-entropy_one-shot_0.9", 1), Position.trained(1, 5));
      while (events.hasNext()) {
        heard.add(events.next());
      }

      assertThat(heard.removeLast())
          .satisfies(
              last -> {
                assertThat(last.name()).isEqualTo("complete");
                assertThat(last.id()).isNull();
                assertThat(last.data()).contains("\"complete\":true");
              });
      assertThat(heard).extracting(Event::id).containsExactlyElementsOf(numbers(1, 8));
    }
    // and whoever has heard all of that is told to stop
    events().header("Last-Event-ID", "8").get(path()).then().statusCode(204);
  }

  @Test
  void aFollowerHearsThatTheExperimentWasDeleted() throws Exception {
    try (Stream<String> lines = open(null)) {
      try (Connection connection = database.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(
            "update gateway.experiment set deleted_at = now() where id = '%s'".formatted(id));
      }

      Iterator<Event> events = events(lines);

      assertThat(events.next()).isEqualTo(new Event("deleted", null, id));
      assertThat(events.hasNext()).isFalse();
    }
  }

  @Test
  void aFollowerGoesOnAfterTheLastThatItHasHeard() throws Exception {
    for (long seed = 0; seed < 2; seed++) {
      train(run("cross-entropy_dense", seed), Position.trained(0, 10));
      train(run("cross-entropy_one-shot_0.9", seed), Position.trained(1, 5));
    }
    try (Stream<String> lines = open(null)) {
      assertThat(events(lines).next().id()).isEqualTo(1L);
    }

    List<Event> rest = new ArrayList<>();
    try (Stream<String> lines = open("5")) {
      events(lines).forEachRemaining(rest::add);
    }

    assertThat(rest.removeLast().name()).isEqualTo("complete");
    assertThat(rest).extracting(Event::id).containsExactlyElementsOf(numbers(6, 8));
  }

  @Test
  void aNumberThatWasNeverGivenIsRefused() {
    for (String number : List.of("-1", "1", "last", "99999999999999999999")) {
      events()
          .header("Last-Event-ID", number)
          .get(path())
          .then()
          .statusCode(400)
          .contentType("application/problem+json")
          .body("errors[0].field", equalTo("Last-Event-ID"));
    }
    events()
        .get("/api/v1/experiments/abcdefghijkl/events")
        .then()
        .statusCode(404)
        .contentType("application/problem+json");
  }

  private static RequestSpecification events() {
    return given().accept("text/event-stream");
  }

  private Stream<String> open(@Nullable String lastEventId) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path()))
            .header("Accept", "text/event-stream");
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    var response = client.send(request.build(), BodyHandlers.ofLines());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    return response.body();
  }

  /** Comments left out. */
  private static Iterator<Event> events(Stream<String> lines) {
    Iterator<String> line = lines.iterator();
    return new Iterator<>() {
      private @Nullable Event next;

      @Override
      public boolean hasNext() {
        String name = "";
        Long number = null;
        StringBuilder data = new StringBuilder();
        while (next == null && line.hasNext()) {
          String text = line.next();
          if (text.startsWith("event:")) {
            name = text.substring(6).strip();
          } else if (text.startsWith("id:")) {
            number = Long.valueOf(text.substring(3).strip());
          } else if (text.startsWith("data:")) {
            data.append(text.substring(5).strip());
          } else if (text.isEmpty() && !data.isEmpty()) {
            next = new Event(name, number, data.toString());
          }
        }
        return next != null;
      }

      @Override
      public Event next() {
        if (!hasNext()) {
          throw new NoSuchElementException("the stream ended");
        }
        Event event = Objects.requireNonNull(next);
        next = null;
        return event;
      }
    };
  }

  private static List<Long> numbers(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  /** Two changes: trained, and measured. */
  private void train(RunId run, Position end) throws Exception {
    CheckpointRef last = new CheckpointRef(end, ArtifactRef.checkpoint(run, 1, end, new byte[0]));
    int partition = (int) run.seed();
    ArtifactRef plan = ArtifactRef.plan(run.experiment(), new byte[0]);
    Records.send(
        bootstrapServers,
        Topics.RUN_PROGRESS,
        partition,
        run.text(),
        Json.write(new RunProgress(run, plan, 1, RunState.TRAINED, last, null, null, null, null)));
    awaitState(run, "TRAINED");
    Records.send(
        bootstrapServers,
        Topics.MEASUREMENTS,
        partition,
        run.text(),
        Json.write(new MeasurementStored(run, 1, end)));
    awaitState(run, "MEASURED");
  }

  private void awaitState(RunId run, String state) {
    await()
        .until(
            () ->
                given()
                    .get("/api/v1/experiments/" + id + "/runs")
                    .jsonPath()
                    .getString("runs.find { it.run == '%s' }.state".formatted(run))
                    .equals(state));
  }

  private RunId run(String variant, long seed) {
    return RunId.parse(id + "/" + variant + "/" + seed);
  }

  private String path() {
    return "/api/v1/experiments/" + id + "/events";
  }
}
