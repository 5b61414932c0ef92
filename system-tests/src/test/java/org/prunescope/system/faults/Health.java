package org.prunescope.system.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What services say of themselves at {@code /q/health}. */
final class Health {
  static final int UP = 200;
  static final int DOWN = 503;

  /** Nobody who asks is kept waiting, whatever has happened to what the answer depends on. */
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private static final Pattern ADDRESS = Pattern.compile("Listening on: (http://\\S+)");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final FaultStack stack;

  Health(FaultStack stack) {
    this.stack = stack;
  }

  /** Returns when these services say so of being ready. */
  void awaitReady(int status, List<String> services) {
    for (String service : services) {
      await()
          .alias("%s ready: %d".formatted(service, status))
          .atMost(FaultStack.PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> of(service, "ready") == status);
    }
  }

  /** A probe that is not answered in time has failed, as for Kubernetes. */
  int of(String service, String kind) {
    URI uri = URI.create(address(service) + "/q/health/" + kind);
    try {
      return CLIENT
          .send(HttpRequest.newBuilder(uri).timeout(ANSWER).build(), BodyHandlers.discarding())
          .statusCode();
    } catch (HttpTimeoutException | ConnectException e) {
      return DOWN; // Also while one that has ended itself is launched again.
    } catch (IOException e) {
      throw new AssertionError(service + " does not say how it is", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Where the process listens, by the last thing that it said of that. */
  private String address(String service) {
    try {
      String log = Files.readString(stack.stack().folder().logs().resolve(service + ".log"));
      List<MatchResult> said = ADDRESS.matcher(log).results().toList();
      return said.getLast().group(1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
