package org.prunescope.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.prunescope.contract.experiment.ExperimentId;

/** Reads all that a gateway's OpenAPI document says can be read of an experiment. */
final class ReadingClient implements AutoCloseable {
  /** Streams that end when the client has enough, and whole tables of any size. */
  private static final List<String> NO_SINGLE_ANSWERS =
      List.of("/events", "/export/", ".safetensors");

  private static final List<String> TABLES =
      List.of(
          "variants",
          "means",
          "comparisons",
          "estimates",
          "overlaps",
          "curves",
          "classes",
          "pie-labels");

  private final URI gateway;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ReadingClient(URI gateway) {
    this.gateway = gateway;
  }

  /**
   * Every read, with parameters that make it large.
   *
   * @param variant a pruned one that is compared
   */
  List<String> reads(ExperimentId id, String variant) throws Exception {
    List<String> reads = new ArrayList<>();
    JsonNode document = new JsonMapper().readTree(get("/q/openapi?format=json").body());
    for (var path : document.required("paths").properties()) {
      String template = path.getKey();
      if (template.startsWith("/api/")
          && path.getValue().has("get")
          && NO_SINGLE_ANSWERS.stream().noneMatch(template::contains)) {
        reads.addAll(filled(template, id, variant));
      }
    }
    String one = "/api/v1/experiments/" + id;
    reads.add("/api/v1/experiments?state=complete&name=GRID");
    reads.add(one + "/runs?limit=1000");
    reads.add(one + "/runs?state=MEASURED&variant=" + variant);
    reads.add(one + "/checkpoints?limit=1000&kept=false");
    reads.add(one + "/checkpoints?last=true&limit=1000");
    reads.add(one + "/variants/" + variant + "/exemplars?pie=false&limit=500");
    reads.add(one + "/export/comparisons.csv");
    reads.add(one + "/export/runs.csv");
    return reads;
  }

  private static List<String> filled(String template, ExperimentId id, String variant) {
    String path =
        template
            .replace("{id}", id.value())
            .replace("{variant}", variant)
            .replace("{seed}", "0")
            .replace("{sample}", "17")
            .replace("{name}", "corti-2022");
    int table = path.indexOf("{table");
    if (table < 0) {
      return List.of(path);
    }
    return TABLES.stream().map(name -> path.substring(0, table) + name).toList();
  }

  /** One answer. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(gateway.resolve(path)).build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.close();
  }
}
