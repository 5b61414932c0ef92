package org.prunescope.standalone.gateway;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.json.UnreadableDocumentException;
import org.prunescope.standalone.RefusedException;

/** Asks a gateway and takes good answers alone: all else is a refusal in a sentence. */
final class Answers {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Exports of millions of rows are made before they begin. */
  private static final Duration PATIENCE_FOR_FILES = Duration.ofMinutes(10);

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
    HttpResponse<byte[]> response = send(request.timeout(PATIENCE), BodyHandlers.ofByteArray());
    try {
      return Json.read(response.body(), type);
    } catch (UnreadableDocumentException e) {
      throw new RefusedException(
          "The gateway answers %s with something unexpected: %s."
              .formatted(response.uri().getPath(), e.getMessage()),
          e);
    }
  }

  byte[] bytes(HttpRequest.Builder request) {
    return send(request.timeout(PATIENCE_FOR_FILES), BodyHandlers.ofByteArray()).body();
  }

  /** Writes the answer to the file. */
  void file(HttpRequest.Builder request, Path file) {
    BodyHandler<byte[]> toFile =
        info ->
            isGood(info.statusCode())
                ? BodySubscribers.mapping(BodySubscribers.ofFile(file), path -> new byte[0])
                : BodySubscribers.ofByteArray();
    send(request.timeout(PATIENCE_FOR_FILES), toFile);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder unfinished, BodyHandler<byte[]> body) {
    if (key != null) {
      unfinished.header("Authorization", "Bearer " + key);
    }
    HttpRequest request = unfinished.build();
    try {
      HttpResponse<byte[]> response = client.send(request, body);
      if (!isGood(response.statusCode())) {
        throw new RefusedException(
            "The gateway answers %s %s with %d: %s"
                .formatted(
                    request.method(),
                    request.uri().getPath(),
                    response.statusCode(),
                    detail(response.body())));
      }
      return response;
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
