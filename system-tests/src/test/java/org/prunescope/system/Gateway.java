package org.prunescope.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.prunescope.contract.experiment.ExperimentId;

/** The gateway as a person's script uses it. */
public final class Gateway implements AutoCloseable {
  private final URI experiments;
  private final String key;
  private final HttpClient client = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();

  public Gateway(URI address) {
    this(address, "");
  }

  /** With the key that it wants of its callers. */
  public Gateway(URI address, String key) {
    experiments = address.resolve("/api/v1/experiments");
    this.key = key;
  }

  /** Submits an experiment and returns its id. */
  public ExperimentId submit(JsonNode experiment) {
    HttpResponse<String> response = post(experiment);
    if (response.statusCode() != 201) {
      throw new AssertionError("refused: " + response.statusCode() + " " + response.body());
    }
    return new ExperimentId(parse(response.body()).required("id").asText());
  }

  /** Whether an experiment is accepted, as the answer's status. */
  public int trySubmit(JsonNode experiment) {
    return post(experiment).statusCode();
  }

  private HttpResponse<String> post(JsonNode experiment) {
    return send(
        HttpRequest.newBuilder(experiments)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(experiment.toString())));
  }

  /**
   * Resumes an experiment's runs and returns the answer.
   *
   * @param all also those that seem to be under way
   */
  public JsonNode resume(ExperimentId id, boolean all) {
    URI uri = URI.create("%s/%s/resume?all=%s".formatted(experiments, id, all));
    HttpResponse<String> response =
        send(HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()));
    if (response.statusCode() != 202) {
      throw new AssertionError("not resumed: " + response.statusCode() + " " + response.body());
    }
    return parse(response.body());
  }

  /** What pruning did to each variant. */
  public JsonNode results(ExperimentId id) {
    return get("/" + id + "/results");
  }

  /** The experiment with its state and progress. */
  public JsonNode show(ExperimentId id) {
    return get("/" + id);
  }

  private JsonNode get(String path) {
    HttpResponse<String> response =
        send(HttpRequest.newBuilder(URI.create(experiments + path)).GET());
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return parse(response.body());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      if (!key.isEmpty()) {
        request.header("Authorization", "Bearer " + key);
      }
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("the gateway does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private JsonNode parse(String body) {
    try {
      return json.readTree(body);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + body, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
