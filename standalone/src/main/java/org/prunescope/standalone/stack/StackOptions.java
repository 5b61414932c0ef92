package org.prunescope.standalone.stack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.prunescope.standalone.RefusedException;

/**
 * What a person may choose about a stack. Port 0 is any free port.
 *
 * @param data folder of everything that is kept
 * @param dataSets folder of the data sets; empty for {@code data-sets} in the data folder
 * @param partitions of each topic of the loop, 1 to 1,000; fixed once the data folder is made
 * @param trainers trainer processes, 1 to 64
 * @param concurrency runs that one trainer trains side by side, 1 to 64
 * @param brokerSettings Kafka's own, laid over those of {@code KafkaNode}
 * @param serviceEnvironment variables laid over those that the stack gives to every service
 */
public record StackOptions(
    Path data,
    Optional<Path> dataSets,
    int gatewayPort,
    int kafkaPort,
    int postgresPort,
    int partitions,
    int trainers,
    int concurrency,
    Map<String, String> brokerSettings,
    Map<String, String> serviceEnvironment) {
  public static final int DEFAULT_PARTITIONS = 16;

  public StackOptions {
    within("--partitions", partitions, 1_000);
    within("--trainers", trainers, 64);
    within("--concurrency", concurrency, 64);
    brokerSettings = Map.copyOf(brokerSettings);
    serviceEnvironment = Map.copyOf(serviceEnvironment);
  }

  public StackOptions(
      Path data,
      Optional<Path> dataSets,
      int gatewayPort,
      int kafkaPort,
      int postgresPort,
      int partitions,
      int trainers,
      int concurrency) {
    this(
        data,
        dataSets,
        gatewayPort,
        kafkaPort,
        postgresPort,
        partitions,
        trainers,
        concurrency,
        Map.of(),
        Map.of());
  }

  /** One trainer that uses every core, and free ports. */
  public static StackOptions at(Path data) {
    int cores = Runtime.getRuntime().availableProcessors();
    return new StackOptions(
        data, Optional.empty(), 0, 0, 0, DEFAULT_PARTITIONS, 1, Math.min(64, cores));
  }

  public StackOptions withDataSets(Path folder) {
    return new StackOptions(
        data,
        Optional.of(folder),
        gatewayPort,
        kafkaPort,
        postgresPort,
        partitions,
        trainers,
        concurrency,
        brokerSettings,
        serviceEnvironment);
  }

  public StackOptions withTrainers(int number, int runsSideBySide) {
    return new StackOptions(
        data,
        dataSets,
        gatewayPort,
        kafkaPort,
        postgresPort,
        partitions,
        number,
        runsSideBySide,
        brokerSettings,
        serviceEnvironment);
  }

  private static void within(String option, int value, int greatest) {
    if (value < 1 || value > greatest) {
      throw new RefusedException("%s must be 1 to %d, not %d.".formatted(option, greatest, value));
    }
  }
}
