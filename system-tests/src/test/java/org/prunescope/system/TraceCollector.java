package org.prunescope.system;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** A collector of traces inside this process, as OpenTelemetry's exporters send them over HTTP. */
final class TraceCollector implements AutoCloseable {
  private final HttpServer server;
  private final Collection<Seen> spans = new ConcurrentLinkedQueue<>();

  TraceCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  /**
   * A span that somebody has ended.
   *
   * @param parent empty where it begins its trace
   * @param links traces that it names beside its own
   */
  record Seen(
      String service,
      String trace,
      String id,
      String parent,
      String name,
      Map<String, String> attributes,
      List<String> links) {}

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** All spans by the traces that they belong to. */
  Map<String, List<Seen>> traces() {
    return spans.stream().collect(Collectors.groupingBy(Seen::trace));
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      ExportTraceServiceRequest request =
          ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
      request.getResourceSpansList().forEach(this::take);
      byte[] answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private void take(ResourceSpans of) {
    String service = texts(of.getResource().getAttributesList()).getOrDefault("service.name", "");
    of.getScopeSpansList().stream()
        .flatMap(scope -> scope.getSpansList().stream())
        .map(span -> seen(service, span))
        .forEach(spans::add);
  }

  private static Seen seen(String service, Span span) {
    return new Seen(
        service,
        hex(span.getTraceId()),
        hex(span.getSpanId()),
        hex(span.getParentSpanId()),
        span.getName(),
        texts(span.getAttributesList()),
        span.getLinksList().stream().map(link -> hex(link.getTraceId())).toList());
  }

  private static Map<String, String> texts(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(Collectors.toMap(KeyValue::getKey, entry -> entry.getValue().getStringValue()));
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
