package org.prunescope.standalone;

import java.util.concurrent.Callable;
import org.prunescope.service.KafkaAccess;
import org.prunescope.standalone.stack.TopicCreation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prepares an installed Kafka, as {@code up} prepares its own. */
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Makes the topics on an installed Kafka, where they are missing.")
final class TopicsCommand implements Callable<Integer> {
  @Option(names = "--bootstrap-servers", paramLabel = "HOST:PORT", required = true)
  private String bootstrapServers = "";

  @Option(
      names = "--partitions",
      paramLabel = "N",
      required = true,
      description = "of each topic, for ever; the gateway's PRUNESCOPE_PARTITIONS")
  private int partitions;

  @Option(names = "--replicas", paramLabel = "N")
  private int replicas = 1;

  @Override
  public Integer call() {
    TopicCreation.create(bootstrapServers, KafkaAccess.settings(), partitions, replicas);
    return 0;
  }
}
