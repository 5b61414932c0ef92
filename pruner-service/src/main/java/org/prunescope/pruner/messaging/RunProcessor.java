package org.prunescope.pruner.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
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
import org.prunescope.contract.topic.DeadLetterHeaders;
import org.prunescope.contract.topic.Topics;
import org.prunescope.pruner.AdvanceRun;
import org.prunescope.pruner.AdvanceRun.Outcome;
import org.prunescope.pruner.decision.Decision.Decided;
import org.prunescope.pruner.decision.Effect;

/**
 * Takes one record at a time to {@link AdvanceRun}, records the run's progress and sends what
 * follows. All of it is committed together with the record's offset, or none.
 */
final class RunProcessor extends ContextualProcessor<byte[], byte[], byte[], Routed> {
  /** The state store: progress by {@link RunId#text()}. */
  static final String RUNS = "runs";

  private static final Logger LOG = Logger.getLogger(RunProcessor.class);

  private final AdvanceRun advanceRun;
  private final MeterRegistry meters;

  RunProcessor(AdvanceRun advanceRun, MeterRegistry meters) {
    this.advanceRun = advanceRun;
    this.meters = meters;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata origin = context().recordMetadata().orElseThrow();
    Outcome outcome;
    try {
      outcome = advance(origin, record.value());
    } catch (UnreadableEventException e) {
      outcome = new Outcome.Refused(String.valueOf(e.getMessage()));
    }
    switch (outcome) {
      case Outcome.Advanced advanced -> send(advanced.decided(), origin.partition());
      case Outcome.Nothing nothing ->
          meters
              .counter("prunescope.pruner.ignored", "reason", nothing.reason().name())
              .increment();
      case Outcome.Refused refused -> bury(record, origin, refused.problem());
    }
  }

  private Outcome advance(RecordMetadata origin, byte @Nullable [] value)
      throws UnreadableEventException {
    return switch (origin.topic()) {
      case Topics.RUN_COMMANDS -> {
        RunCommand command = read(value, RunCommand.class);
        yield advanceRun.on(command, origin.partition(), runs().get(command.run().text()));
      }
      case Topics.CHECKPOINTS -> {
        CheckpointEvent event = read(value, CheckpointEvent.class);
        yield advanceRun.on(event, origin.partition(), runs().get(event.run().text()));
      }
      default -> throw new IllegalStateException("no input: " + origin.topic());
    };
  }

  private static <T> T read(byte @Nullable [] value, Class<T> type)
      throws UnreadableEventException {
    if (value == null) {
      throw new UnreadableEventException("there is no value");
    }
    try {
      return Json.read(value, type);
    } catch (UnreadableDocumentException e) {
      // Jackson adds lines that say where in the document it was.
      String problem = String.valueOf(e.getMessage());
      throw new UnreadableEventException(problem.lines().findFirst().orElse(problem));
    }
  }

  private void send(Decided decided, int partition) {
    RunProgress progress = decided.progress();
    runs().put(progress.run().text(), progress);
    forward(Topics.RUN_PROGRESS, partition, progress.run(), progress);
    for (Effect effect : decided.effects()) {
      switch (effect) {
        case Effect.Train train ->
            forward(Topics.TRAINING_SEGMENTS, partition, progress.run(), train.segment());
        case Effect.Announce announce ->
            forward(Topics.CHECKPOINTS, partition, progress.run(), announce.checkpoint());
        case Effect.Tell tell ->
            forward(Topics.RUN_COMMANDS, tell.partition(), tell.command().run(), tell.command());
      }
    }
  }

  private void forward(String topic, int partition, RunId run, Object event) {
    byte[] key = run.text().getBytes(StandardCharsets.UTF_8);
    Routed value = new Routed(partition, Json.writeEvent(event));
    context().forward(new Record<>(key, value, context().currentSystemTimeMs()), topic);
  }

  /** Puts a record that is of no use aside, whole, so that its partition goes on. */
  private void bury(Record<byte[], byte[]> record, RecordMetadata origin, String problem) {
    LOG.errorf(
        "unreadable topic=%s partition=%d offset=%d problem=\"%s\"",
        origin.topic(), origin.partition(), origin.offset(), problem);
    Headers headers = new RecordHeaders(record.headers().toArray());
    headers
        .add(DeadLetterHeaders.REASON, text(problem))
        .add(DeadLetterHeaders.TOPIC, text(origin.topic()))
        .add(DeadLetterHeaders.PARTITION, text(Integer.toString(origin.partition())))
        .add(DeadLetterHeaders.OFFSET, text(Long.toString(origin.offset())));
    context()
        .forward(
            new Record<>(
                record.key(),
                new Routed(0, record.value()),
                context().currentSystemTimeMs(),
                headers),
            PrunerTopology.DEAD_LETTERS);
  }

  private KeyValueStore<String, RunProgress> runs() {
    return context().getStateStore(RUNS);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The bytes are no event of their topic. */
  private static final class UnreadableEventException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableEventException(String problem) {
      super(problem);
    }
  }
}
