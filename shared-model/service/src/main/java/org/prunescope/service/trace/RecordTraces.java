package org.prunescope.service.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Traces that follow records through the services: whose trace a record belongs to stands in its
 * headers, as W3C Trace Context's {@code traceparent}. Where tracing is off, nothing is written and
 * what is there is passed on.
 *
 * <p>Each segment is a trace of its own, linked to what it was asked for after: a run of a thousand
 * segments is no trace that anybody could read (docs/adr/0024).
 */
public final class RecordTraces {
  private static final TextMapPropagator PROPAGATOR = W3CTraceContextPropagator.getInstance();

  private final Tracer tracer;

  public RecordTraces(OpenTelemetry telemetry) {
    this.tracer = telemetry.getTracer("org.prunescope");
  }

  /** Where tracing is off for good. */
  public static RecordTraces none() {
    return new RecordTraces(OpenTelemetry.noop());
  }

  /** What is done within a span. */
  @FunctionalInterface
  public interface Work<E extends Exception> {
    void run() throws E;
  }

  /**
   * A span of what is done with a record, in the trace that the record belongs to. {@link #within}
   * ends it.
   */
  public Span received(String topic, int partition, long offset, Headers headers) {
    return of(topic, "process", SpanKind.CONSUMER)
        .setParent(PROPAGATOR.extract(Context.root(), headers, Reader.INSTANCE))
        .setAttribute("messaging.destination.partition.id", Integer.toString(partition))
        .setAttribute("messaging.kafka.offset", offset)
        .startSpan();
  }

  /**
   * A span that begins a trace: of a record that is sent for a reason of its own. It is linked to
   * the current span, where there is one. {@link #within} ends it.
   */
  public Span beginning(String topic) {
    return of(topic, "send", SpanKind.PRODUCER)
        .setNoParent()
        .addLink(Span.current().getSpanContext())
        .startSpan();
  }

  /** Works with this span as the current one, notes an exception there, and ends it. */
  @SuppressWarnings("try")
  public <E extends Exception> void within(Span span, Work<E> work) throws E {
    try (Scope scope = span.makeCurrent()) {
      work.run();
    } catch (Exception | Error e) {
      failed(span, e);
      throw e;
    } finally {
      span.end();
    }
  }

  /** Notes an exception on a span. */
  public static void failed(Span span, Throwable reason) {
    span.recordException(reason).setStatus(StatusCode.ERROR);
  }

  /** Makes a record that is about to be sent part of the current span's trace. */
  public static void pass(Headers headers) {
    PROPAGATOR.inject(
        Context.current(),
        headers,
        (carrier, key, value) -> {
          if (carrier != null) {
            carrier.remove(key).add(key, value.getBytes(StandardCharsets.UTF_8));
          }
        });
  }

  /** Names and attributes are those of OpenTelemetry's conventions for messaging. */
  private SpanBuilder of(String topic, String operation, SpanKind kind) {
    return tracer
        .spanBuilder(topic + " " + operation)
        .setSpanKind(kind)
        .setAttribute("messaging.system", "kafka")
        .setAttribute("messaging.destination.name", topic);
  }

  private enum Reader implements TextMapGetter<Headers> {
    INSTANCE;

    @Override
    public Iterable<String> keys(Headers headers) {
      List<String> keys = new ArrayList<>();
      headers.forEach(header -> keys.add(header.key()));
      return keys;
    }

    @Override
    public @Nullable String get(@Nullable Headers headers, String key) {
      Header header = headers == null ? null : headers.lastHeader(key);
      return header == null || header.value() == null
          ? null
          : new String(header.value(), StandardCharsets.UTF_8);
    }
  }
}
