package org.prunescope.standalone.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.json.UnreadableDocumentException;
import org.prunescope.standalone.RefusedException;

/** Asks a gateway and takes good answers alone: all else is a refusal in a sentence. */
final class Answers {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Exports of millions of rows are made before they begin. */
  private static final Duration PATIENCE_FOR_FILES = Duration.ofMinutes(10);

  /** What a gateway that cannot answer now says, or whoever stands before it. */
  private static final Set<Integer> AWAY = Set.of(502, 503, 504);

  private final URI address;
  private final @Nullable String key;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1).build();

  Answers(URI address, @Nullable String key) {
    this.address = address;
    this.key = key;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path));
  }

  <T> T read(HttpRequest.Builder request, Class<T> type) {
    byte[] answer = bytes(request, PATIENCE);
    try {
      return Json.read(answer, type);
    } catch (UnreadableDocumentException e) {
      throw new RefusedException(
          "The gateway answers %s with something unexpected: %s."
              .formatted(request.build().uri().getPath(), e.getMessage()),
          e);
    }
  }

  byte[] bytes(HttpRequest.Builder request) {
    return bytes(request, PATIENCE_FOR_FILES);
  }

  /** Hands the answer over as it comes. */
  void pass(HttpRequest.Builder request, Taking taking) {
    send(request.timeout(PATIENCE_FOR_FILES), taking);
  }

  /** Writes the answer to the file. */
  void file(HttpRequest.Builder request, Path file) {
    pass(
        request,
        answer -> {
          try (TargetFile target = new TargetFile(file)) {
            answer.transferTo(target);
          }
        });
  }

  private byte[] bytes(HttpRequest.Builder request, Duration patience) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    send(request.timeout(patience), answer -> answer.transferTo(bytes));
    return bytes.toByteArray();
  }

  private void send(HttpRequest.Builder unfinished, Taking taking) {
    if (key != null) {
      unfinished.header("Authorization", "Bearer " + key);
    }
    HttpRequest request = unfinished.build();
    try {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      try (InputStream answer = response.body()) {
        if (!isGood(response.statusCode())) {
          String sentence =
              "The gateway answers %s %s with %d: %s"
                  .formatted(
                      request.method(),
                      request.uri().getPath(),
                      response.statusCode(),
                      detail(answer.readAllBytes()));
          throw AWAY.contains(response.statusCode())
              ? new UnreachableException(sentence)
              : new RefusedException(sentence);
        }
        taking.take(answer);
      }
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new UnreachableException(
          "No gateway answers at %s: start one with ./prunescope up, or name another with --gateway."
              .formatted(address),
          e);
    } catch (IOException e) {
      throw new UnreachableException("The gateway does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("Interrupted while the gateway was asked.", e);
    }
  }

  private static boolean isGood(int status) {
    return status / 100 == 2;
  }

  private record Problem(@Nullable String detail) {}

  private static String detail(byte[] body) {
    try {
      String detail = Json.read(body, Problem.class).detail();
      if (detail != null) {
        return detail;
      }
    } catch (UnreadableDocumentException e) {
      // Something in between answered; its words are all there is.
    }
    return new String(body, StandardCharsets.UTF_8);
  }
}
