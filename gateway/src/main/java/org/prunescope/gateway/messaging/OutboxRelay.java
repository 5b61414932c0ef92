package org.prunescope.gateway.messaging;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.prunescope.gateway.persistence.Outbox;
import org.prunescope.service.Repeating;
import org.prunescope.service.trace.RecordTraces;

/** Moves the outbox to Kafka: each record at least once, in order, so many at a time. */
@ApplicationScoped
public class OutboxRelay {
  private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
  private static final int IN_FLIGHT = 200;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Above the producer's delivery timeout, below the transaction's. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Outbox outbox;
  private final MutinyEmitter<byte[]> emitter;
  private final RecordTraces traces;
  private @Nullable Repeating relaying;

  OutboxRelay(
      Outbox outbox,
      @Channel("outbox") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          MutinyEmitter<byte[]> emitter,
      RecordTraces traces) {
    this.outbox = outbox;
    this.emitter = emitter;
    this.traces = traces;
  }

  public void start(@Observes StartupEvent event) {
    relaying = Repeating.start("outbox", PAUSE, this::relay);
  }

  public void stop(@Observes ShutdownEvent event) {
    if (relaying != null) {
      relaying.close();
    }
  }

  private void relay() {
    int sent;
    do {
      sent = outbox.relay(IN_FLIGHT, this::send);
      if (sent > 0) {
        LOG.infof("released records=%d", sent);
      }
    } while (sent == IN_FLIGHT);
  }

  private void send(List<Outbox.Outgoing> records) {
    List<Uni<Void>> sends = records.stream().map(this::send).toList();
    Uni.join().all(sends).andFailFast().await().atMost(PATIENCE);
  }

  private Uni<Void> send(Outbox.Outgoing record) {
    Headers headers = new RecordHeaders();
    traces.within(traces.beginning(record.topic()), () -> RecordTraces.pass(headers));
    return emitter.sendMessage(
        Message.of(record.value())
            .addMetadata(
                OutgoingKafkaRecordMetadata.<String>builder()
                    .withTopic(record.topic())
                    .withPartition(record.partition())
                    .withKey(record.key())
                    .withHeaders(headers)
                    .build()));
  }
}
