package org.prunescope.standalone.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A gateway that answers from a script: the answers to a request in turn, the last one again. */
final class FakeGateway implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Deque<Answer>> answers = new HashMap<>();

  /** What was asked, such as {@code GET /api/v1/experiments?limit=20}. */
  final List<String> asked = new ArrayList<>();

  /** Headers and bodies of what was asked. */
  final List<Map<String, String>> headers = new ArrayList<>();

  final List<String> bodies = new ArrayList<>();

  private record Answer(int status, Body body) {}

  /** Writes an answer's body. */
  @FunctionalInterface
  interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  FakeGateway() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void on(String request, String body) {
    on(request, 200, body);
  }

  void on(String request, int status, String body) {
    on(request, status, text(body));
  }

  void on(String request, int status, Body body) {
    answers.computeIfAbsent(request, one -> new ArrayDeque<>()).add(new Answer(status, body));
  }

  private static Body text(String text) {
    return out -> out.write(text.getBytes(UTF_8));
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    asked.add(request);
    Map<String, String> given = new HashMap<>();
    exchange.getRequestHeaders().forEach((name, values) -> given.put(name, values.getFirst()));
    headers.add(given);
    bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    Deque<Answer> script = answers.getOrDefault(request, new ArrayDeque<>());
    Answer answer =
        script.isEmpty()
            ? new Answer(404, text("{\"detail\": \"There is nothing at %s.\"}".formatted(request)))
            : script.size() == 1 ? script.getFirst() : script.removeFirst();
    exchange.sendResponseHeaders(answer.status, answer.status == 204 ? -1 : 0);
    answer.body.writeTo(exchange.getResponseBody());
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
