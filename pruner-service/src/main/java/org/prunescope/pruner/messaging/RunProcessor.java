package org.prunescope.pruner.messaging;

import io.opentelemetry.api.trace.Span;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.json.UnreadableDocumentException;
import org.prunescope.contract.topic.Topics;
import org.prunescope.pruner.AdvanceRun;
import org.prunescope.pruner.AdvanceRun.Outcome;
import org.prunescope.pruner.decision.Decision.Decided;
import org.prunescope.pruner.decision.Effect;
import org.prunescope.service.DeadLetter;
import org.prunescope.service.Outage;
import org.prunescope.service.trace.RecordTraces;
import org.prunescope.service.trace.Subject;

/**
 * Takes one record at a time to {@link AdvanceRun}, records the run's progress and sends what
 * follows. All of it is committed together with the record's offset, or none.
 */
final class RunProcessor extends ContextualProcessor<byte[], byte[], byte[], Routed> {
  /** The state store: progress by {@link RunId#text()}. */
  static final String RUNS = "runs";

  private static final Logger LOG = Logger.getLogger(RunProcessor.class);

  private final AdvanceRun advanceRun;
  private final DecisionMeters meters;
  private final RecordTraces traces;

  RunProcessor(AdvanceRun advanceRun, DecisionMeters meters, RecordTraces traces) {
    this.advanceRun = advanceRun;
    this.meters = meters;
    this.traces = traces;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata origin = context().recordMetadata().orElseThrow();
    Span span =
        traces.received(origin.topic(), origin.partition(), origin.offset(), record.headers());
    traces.within(span, () -> process(record, origin));
  }

  private void process(Record<byte[], byte[]> record, RecordMetadata origin) {
    Handled handled = handle(origin, record.value());
    switch (handled.outcome()) {
      case Outcome.Advanced advanced -> {
        send(advanced.decided().progress(), handled.outgoing());
        long millis = context().currentSystemTimeMs() - record.timestamp();
        meters.decided(advanced.decided(), Duration.ofMillis(millis));
      }
      case Outcome.Nothing nothing -> meters.ignored(nothing.reason());
      case Outcome.Refused refused -> bury(record, origin, refused.problem());
    }
  }

  private record Outgoing(String topic, RunId run, Routed event) {}

  /** An outcome, and all that it sends as bytes before any of it is recorded or sent. */
  private record Handled(Outcome outcome, List<Outgoing> outgoing) {
    static Handled refused(String problem) {
      return new Handled(new Outcome.Refused(problem), List.of());
    }
  }

  private Handled handle(RecordMetadata origin, byte @Nullable [] value) {
    try {
      Outcome outcome = advance(origin, value);
      return new Handled(
          outcome,
          outcome instanceof Outcome.Advanced advanced
              ? outgoing(advanced.decided(), origin.partition())
              : List.of());
    } catch (UnreadableDocumentException e) {
      return Handled.refused(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      if (mayPass(e)) {
        throw e;
      }
      // An error of ours would come again and hold up the partition for ever: it becomes visible.
      LOG.errorf(e, "deciding=broken topic=%s offset=%d", origin.topic(), origin.offset());
      return Handled.refused("an error of ours: " + e);
    }
  }

  /** A disk, Kafka, or the end of this process: the record is to come again. */
  private static boolean mayPass(RuntimeException e) {
    return Outage.isCauseOf(e)
        || e instanceof KafkaException
        || Thread.currentThread().isInterrupted();
  }

  @SuppressWarnings("try")
  private Outcome advance(RecordMetadata origin, byte @Nullable [] value) {
    return switch (origin.topic()) {
      case Topics.RUN_COMMANDS -> {
        RunCommand command = Json.readEvent(value, RunCommand.class);
        try (Subject subject = Subject.of(command.run())) {
          yield advanceRun.on(command, origin.partition(), runs().get(command.run().text()));
        }
      }
      case Topics.CHECKPOINTS -> {
        CheckpointEvent event = Json.readEvent(value, CheckpointEvent.class);
        try (Subject subject = Subject.of(event.run(), event.position())) {
          yield advanceRun.on(event, origin.partition(), runs().get(event.run().text()));
        }
      }
      default -> throw new IllegalStateException("no input: " + origin.topic());
    };
  }

  private static List<Outgoing> outgoing(Decided decided, int partition) {
    RunId run = decided.progress().run();
    List<Outgoing> all = new ArrayList<>();
    all.add(outgoing(Topics.RUN_PROGRESS, partition, run, decided.progress()));
    for (Effect effect : decided.effects()) {
      all.add(
          switch (effect) {
            case Effect.Train train ->
                outgoing(Topics.TRAINING_SEGMENTS, partition, run, train.segment());
            case Effect.Announce announce ->
                outgoing(Topics.CHECKPOINTS, partition, run, announce.checkpoint());
            case Effect.Tell tell ->
                outgoing(
                    Topics.RUN_COMMANDS, tell.partition(), tell.command().run(), tell.command());
          });
    }
    return all;
  }

  private static Outgoing outgoing(String topic, int partition, RunId run, Object event) {
    return new Outgoing(topic, run, new Routed(partition, Json.writeEvent(event)));
  }

  private void send(RunProgress progress, List<Outgoing> all) {
    runs().put(progress.run().text(), progress);
    for (Outgoing outgoing : all) {
      if (outgoing.topic().equals(Topics.TRAINING_SEGMENTS)) {
        traces.within(traces.beginning(outgoing.topic()), () -> forward(outgoing));
      } else {
        forward(outgoing);
      }
    }
  }

  private void forward(Outgoing outgoing) {
    byte[] key = outgoing.run().text().getBytes(StandardCharsets.UTF_8);
    Headers headers = new RecordHeaders();
    RecordTraces.pass(headers);
    context()
        .forward(
            new Record<>(key, outgoing.event(), context().currentSystemTimeMs(), headers),
            outgoing.topic());
  }

  /** Puts a record that is of no use aside, so that its partition goes on. */
  private void bury(Record<byte[], byte[]> record, RecordMetadata origin, String problem) {
    LOG.errorf(
        "unreadable topic=%s partition=%d offset=%d problem=\"%s\"",
        origin.topic(), origin.partition(), origin.offset(), problem);
    DeadLetter letter =
        DeadLetter.of(
            origin.topic(),
            origin.partition(),
            origin.offset(),
            record.key(),
            record.value(),
            problem);
    context()
        .forward(
            new Record<>(
                letter.key(),
                new Routed(0, letter.value()),
                context().currentSystemTimeMs(),
                letter.headers()),
            PrunerTopology.DEAD_LETTERS);
    meters.buried();
  }

  private KeyValueStore<String, RunProgress> runs() {
    return context().getStateStore(RUNS);
  }
}
