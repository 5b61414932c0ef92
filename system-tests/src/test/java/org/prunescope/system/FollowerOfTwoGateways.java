package org.prunescope.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.prunescope.contract.experiment.ExperimentId;

/** Follows an experiment's events over connections that break, each to the other gateway. */
final class FollowerOfTwoGateways implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<URI> gateways;
  private final ExperimentId experiment;
  private final Runnable onEvent;
  private final List<Long> heard = new ArrayList<>();
  private boolean complete;
  private int connections;

  /**
   * @param onEvent done after each event that is heard
   */
  FollowerOfTwoGateways(URI first, URI second, ExperimentId experiment, Runnable onEvent) {
    this.onEvent = onEvent;
    this.gateways = List.of(first, second);
    this.experiment = experiment;
  }

  /** Numbers of the events, as they came. */
  List<Long> heard() {
    return heard;
  }

  boolean isComplete() {
    return complete;
  }

  int connections() {
    return connections;
  }

  /** Connects, reads so many events at most and breaks off, wherever in an event that is. */
  void read(int events) throws IOException, InterruptedException {
    URI gateway = gateways.get(connections++ % gateways.size());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            gateway.resolve("/api/v1/experiments/%s/events".formatted(experiment)));
    if (!heard.isEmpty()) {
      request.header("Last-Event-ID", heard.getLast().toString());
    }
    HttpResponse<Stream<String>> response = client.send(request.build(), BodyHandlers.ofLines());
    if (response.statusCode() == 204) {
      // All was heard before the connection broke.
      complete = true;
      response.body().close();
      return;
    }
    if (response.statusCode() != 200) {
      throw new AssertionError("no events: " + response.statusCode());
    }
    try (Stream<String> lines = response.body()) {
      Iterator<String> line = lines.iterator();
      Long number = null;
      int left = events;
      while (left > 0 && line.hasNext()) {
        String text = line.next();
        if (text.startsWith("id:")) {
          number = Long.valueOf(text.substring(3).strip());
        } else if (text.startsWith("event:") && text.endsWith("complete")) {
          complete = true;
        } else if (text.isEmpty() && number != null) {
          // An event counts when it is whole, as in every client of server-sent events.
          heard.add(number);
          onEvent.run();
          number = null;
          left--;
        }
      }
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
