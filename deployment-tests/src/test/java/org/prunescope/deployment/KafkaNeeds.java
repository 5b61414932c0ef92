package org.prunescope.deployment;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.prunescope.contract.topic.Topics;
import org.prunescope.pruner.messaging.PrunerTopology;

/**
 * What a service does on Kafka, as "topic checkpoints Read". Channels are read from its
 * configuration, the pruner's topics from its topology; the rest stands here, beside whose code it
 * is.
 */
final class KafkaNeeds {
  private final Set<String> needs = new TreeSet<>();

  private KafkaNeeds() {}

  static Set<String> of(Service service) {
    KafkaNeeds needs = new KafkaNeeds();
    needs.need("group", service.shortName(), "Read");
    switch (service) {
      case GATEWAY -> {
        needs.channels(service);
        needs.ofTheOutbox();
        needs.ofTheWatchdog();
      }
      case METRICS -> needs.channels(service);
      case PRUNER -> needs.ofStreams();
      case TRAINER -> needs.ofTheSegmentLoop();
    }
    return needs.needs;
  }

  private void channels(Service service) {
    var properties = service.properties();
    for (String key : properties.stringPropertyNames()) {
      String[] parts = key.split("\\.");
      if (key.startsWith("mp.messaging.") && key.endsWith(".connector") && parts.length == 5) {
        String channel = key.substring(0, key.length() - ".connector".length());
        String topic = properties.getProperty(channel + ".topic", parts[3]);
        need("topic", topic, parts[2].equals("incoming") ? "Read" : "Write");
      }
    }
  }

  /** Each record of the outbox names its topic itself. */
  private void ofTheOutbox() {
    for (String topic :
        List.of(Topics.RUN_COMMANDS, Topics.MEASUREMENT_REQUESTS, Topics.EXPERIMENT_DELETIONS)) {
      need("topic", topic, "Write");
    }
  }

  /** {@code UnreadRecords} reads what others have not, and asks where they are. */
  private void ofTheWatchdog() {
    for (String topic :
        List.of(
            Topics.TRAINING_SEGMENTS,
            Topics.RUN_COMMANDS,
            Topics.CHECKPOINTS,
            Topics.MEASUREMENT_REQUESTS,
            Topics.RUN_PROGRESS,
            Topics.MEASUREMENTS)) {
      need("topic", topic, "Read");
    }
    for (String group : List.of(Topics.TRAINER_GROUP, Topics.PRUNER_GROUP, Topics.METRICS_GROUP)) {
      need("group", group, "Describe");
    }
  }

  private void ofTheSegmentLoop() {
    need("topic", Topics.TRAINING_SEGMENTS, "Read");
    for (String topic :
        List.of(
            Topics.CHECKPOINTS,
            Topics.TRAINING_METRICS,
            Topics.TRAINER_GROUP + Topics.DEAD_LETTER_SUFFIX)) {
      need("topic", topic, "Write");
    }
  }

  private void ofStreams() {
    String application = Topics.PRUNER_GROUP;
    need("transactionalId", application + "-*", "Write");
    TopologyDescription topology = Topology.describe();
    for (TopologyDescription.Subtopology part : topology.subtopologies()) {
      for (Node node : part.nodes()) {
        switch (node) {
          case Source source -> source.topicSet().forEach(topic -> need("topic", topic, "Read"));
          case Sink sink -> need("topic", sink.topic(), "Write");
          case Processor processor ->
              processor
                  .stores()
                  .forEach(store -> changelog("%s-%s-changelog".formatted(application, store)));
          default -> throw new IllegalStateException("unknown node " + node);
        }
      }
    }
  }

  private void changelog(String topic) {
    for (String operation : List.of("Create", "DescribeConfigs", "Read", "Write")) {
      need("topic", topic, operation);
    }
  }

  private void need(String type, String name, String operation) {
    needs.add("%s %s %s".formatted(type, name, operation));
  }

  /** The pruner's, which is described without anything that it works with. */
  private static final class Topology {
    @SuppressWarnings("NullAway") // they are asked for when a record comes
    static TopologyDescription describe() {
      return PrunerTopology.topology(null, new SimpleMeterRegistry(), null).describe();
    }
  }
}
