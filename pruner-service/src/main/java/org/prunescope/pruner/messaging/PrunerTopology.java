package org.prunescope.pruner.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.topic.Topics;
import org.prunescope.pruner.AdvanceRun;
import org.prunescope.service.KafkaAccess;
import org.prunescope.service.trace.RecordTraces;

/**
 * One processor over commands and checkpoints, which have equal partitions; what is recorded of a
 * run is on the partition that its events are on.
 */
public final class PrunerTopology {
  static final String DEAD_LETTERS = Topics.PRUNER_GROUP + Topics.DEAD_LETTER_SUFFIX;

  private static final String DECIDE = "decide";

  private PrunerTopology() {}

  /** The topology; each stream task has a processor of its own. */
  public static Topology topology(
      AdvanceRun advanceRun, MeterRegistry registry, RecordTraces traces) {
    DecisionMeters meters = new DecisionMeters(registry);
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    Topology topology =
        new Topology()
            .addSource("from-" + Topics.RUN_COMMANDS, bytes, bytes, Topics.RUN_COMMANDS)
            .addSource("from-" + Topics.CHECKPOINTS, bytes, bytes, Topics.CHECKPOINTS)
            .addProcessor(
                DECIDE,
                () -> new RunProcessor(advanceRun, meters, traces),
                "from-" + Topics.RUN_COMMANDS,
                "from-" + Topics.CHECKPOINTS)
            .addStateStore(runs(), DECIDE);
    for (String topic :
        new String[] {
          Topics.RUN_PROGRESS,
          Topics.TRAINING_SEGMENTS,
          Topics.CHECKPOINTS,
          Topics.RUN_COMMANDS,
          DEAD_LETTERS
        }) {
      topology.addSink(
          topic, topic, new ByteArraySerializer(), Routed.SERIALIZER, Routed.PARTITIONER, DECIDE);
    }
    return topology;
  }

  /** How Streams runs it: exactly once, each record's results visible within milliseconds. */
  public static Properties settings(String bootstrapServers, int threads) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, Topics.PRUNER_GROUP);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.putAll(KafkaAccess.settings());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    // What is sent becomes visible at the commit; a poll must not hold the commit back.
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1);
    settings.put(StreamsConfig.POLL_MS_CONFIG, 10);
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    // Until the open transaction of a pruner that was killed has timed out, nobody reads past it.
    // One that outlives this is aborted, and its records are taken again.
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    // One record, one transaction: with more, a mask on every partition would outlast the time-out.
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 1);
    // The partitions of a pruner that was killed are taken over after this long.
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
    return settings;
  }

  private static StoreBuilder<KeyValueStore<String, RunProgress>> runs() {
    Serde<RunProgress> progress =
        Serdes.serdeFrom(
            (topic, value) -> value == null ? null : Json.writeEvent(value),
            (topic, value) -> value == null ? null : Json.read(value, RunProgress.class));
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(RunProcessor.RUNS), Serdes.String(), progress)
        .withLoggingEnabled(Map.of());
  }
}
