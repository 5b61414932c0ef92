package org.prunescope.standalone.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.json.UnreadableDocumentException;
import org.prunescope.standalone.RefusedException;

/** The gateway's API, as far as the commands need it. */
public final class Gateway {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI experiments;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1).build();

  public Gateway(URI address) {
    this.experiments = address.resolve("/api/v1/experiments");
  }

  public ExperimentStatus submit(byte[] experiment) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(experiments)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(experiment));
    return ask(request, ExperimentStatus.class);
  }

  public ExperimentStatus status(String id) {
    return ask(get(id), ExperimentStatus.class);
  }

  public List<RunStatus> runs(String id) {
    return List.of(ask(get(id + "/runs"), RunStatus[].class));
  }

  public Results results(String id) {
    return ask(get(id + "/results"), Results.class);
  }

  /** Asks for what is to be measured again. */
  public Remeasuring remeasure(String id) {
    URI uri = URI.create(experiments + "/" + segment(id) + "/remeasure");
    return ask(HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()), Remeasuring.class);
  }

  /** Where an experiment of a gateway is. */
  public static URI experiment(URI address, String id) {
    return address.resolve("/api/v1/experiments/" + segment(id));
  }

  /** What a person typed, as one part of a path. */
  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(URI.create(experiments + "/" + path)).GET();
  }

  private <T> T ask(HttpRequest.Builder unfinished, Class<T> type) {
    HttpRequest request = unfinished.timeout(PATIENCE).build();
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() / 100 != 2) {
        throw new RefusedException(
            "The gateway answers %s %s with %d: %s"
                .formatted(
                    request.method(),
                    request.uri().getPath(),
                    response.statusCode(),
                    new String(response.body(), StandardCharsets.UTF_8)));
      }
      return Json.read(response.body(), type);
    } catch (UnreadableDocumentException e) {
      throw new RefusedException(
          "The gateway answers %s with something unexpected: %s."
              .formatted(request.uri().getPath(), e.getMessage()),
          e);
    } catch (IOException e) {
      throw new RefusedException("The gateway does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("Interrupted while the gateway was asked.", e);
    }
  }
}
