package org.prunescope.service.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

class RecordTracesTest {
  private static final RunId RUN = RunId.parse("tiny/cross-entropy_dense/3");

  private final InMemorySpanExporter ended = InMemorySpanExporter.create();
  private final RecordTraces traces =
      new RecordTraces(
          OpenTelemetrySdk.builder()
              .setTracerProvider(
                  SdkTracerProvider.builder()
                      .addSpanProcessor(SimpleSpanProcessor.create(ended))
                      .build())
              .build());

  @Test
  void aRecordIsHandledInTheTraceOfWhoeverSentIt() {
    Headers headers = new RecordHeaders();
    traces.within(traces.beginning("segments"), () -> RecordTraces.pass(headers));
    traces.within(traces.received("segments", 3, 17, headers), () -> {});

    SpanData sent = ended.getFinishedSpanItems().get(0);
    SpanData handled = ended.getFinishedSpanItems().get(1);
    assertThat(sent.getParentSpanContext().isValid()).isFalse();
    assertThat(handled.getTraceId()).isEqualTo(sent.getTraceId());
    assertThat(handled.getParentSpanId()).isEqualTo(sent.getSpanId());
    assertThat(handled.getAttributes().get(AttributeKey.longKey("messaging.kafka.offset")))
        .isEqualTo(17);
  }

  @Test
  void whatBeginsATraceIsLinkedToWhatItCameFrom() {
    traces.within(
        traces.received("checkpoints", 0, 0, new RecordHeaders()),
        () -> traces.within(traces.beginning("segments"), () -> {}));

    SpanData segment = ended.getFinishedSpanItems().get(0);
    SpanData checkpoint = ended.getFinishedSpanItems().get(1);
    assertThat(segment.getTraceId()).isNotEqualTo(checkpoint.getTraceId());
    assertThat(segment.getLinks())
        .singleElement()
        .satisfies(
            link ->
                assertThat(link.getSpanContext().getSpanId()).isEqualTo(checkpoint.getSpanId()));
  }

  @Test
  void whatFailsIsNotedAndThrown() {
    Span span = traces.received("checkpoints", 0, 0, new RecordHeaders());
    assertThatThrownBy(
            () ->
                traces.within(
                    span,
                    () -> {
                      throw new IOException("no room");
                    }))
        .hasMessage("no room");

    SpanData failed = ended.getFinishedSpanItems().getFirst();
    assertThat(failed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(failed.getEvents()).hasSize(1);
  }

  @Test
  void whereTracingIsOffNothingIsWrittenAndWhatIsThereIsPassedOn() {
    Headers none = new RecordHeaders();
    RecordTraces off = RecordTraces.none();
    off.within(off.beginning("segments"), () -> RecordTraces.pass(none));
    assertThat(none).isEmpty();

    Headers some = new RecordHeaders();
    traces.within(traces.beginning("segments"), () -> RecordTraces.pass(some));
    Headers passed = new RecordHeaders();
    off.within(off.received("segments", 0, 0, some), () -> RecordTraces.pass(passed));
    assertThat(passed.lastHeader("traceparent").value())
        .isEqualTo(some.lastHeader("traceparent").value());
  }

  @Test
  void headersThatAreNoTraceparentBeginATrace() {
    Headers strange =
        new RecordHeaders().add("traceparent", "00-ff".getBytes(StandardCharsets.UTF_8));
    strange.add("tracestate", null);
    traces.within(traces.received("segments", 0, 0, strange), () -> {});
    assertThat(ended.getFinishedSpanItems().getFirst().getParentSpanContext().isValid()).isFalse();
  }

  @Test
  @SuppressWarnings("try")
  void whatAThreadWorksOnIsOnItsLinesAndItsSpanAndNoLonger() {
    traces.within(
        traces.beginning("segments"),
        () -> {
          try (Subject subject = Subject.of(RUN, Position.trained(0, 7))) {
            assertThat(MDC.get("experiment")).isEqualTo("tiny");
            assertThat(MDC.get("run")).isEqualTo(RUN.text());
            assertThat(MDC.get("position")).isEqualTo("0-7-trained");
          }
          assertThat(MDC.get("experiment")).isNull();
          assertThat(MDC.get("run")).isNull();
          assertThat(MDC.get("position")).isNull();
        });

    assertThat(
            ended
                .getFinishedSpanItems()
                .getFirst()
                .getAttributes()
                .get(AttributeKey.stringKey("prunescope.run")))
        .isEqualTo(RUN.text());
  }
}
