package org.prunescope.standalone.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.prunescope.standalone.RefusedException;
import org.prunescope.standalone.process.ChildProcess;
import org.prunescope.standalone.process.Ports;

/**
 * Kafka, PostgreSQL and the four services on one data folder, each a child process. A part may be
 * stopped, killed and started again by its name, on the ports it had; {@link #close} stops what
 * runs, last started first.
 */
public final class Stack implements AutoCloseable {
  public static final String KAFKA = "kafka";
  public static final String POSTGRES = "postgres";
  public static final String GATEWAY = "gateway";
  public static final String PRUNER = "pruner";
  public static final String METRICS = "metrics";
  public static final String TRAINER = "trainer";

  /** Seen by every child: it ends with its launcher and runs on the launcher's JDK. */
  static final Map<String, String> CHILD_ENVIRONMENT =
      Map.of(
          org.prunescope.contract.process.ParentWatch.VARIABLE,
          "true",
          "JAVA_HOME",
          System.getProperty("java.home"));

  private final Installation installation;
  private final StackOptions options;
  private final DataFolder folder;
  private final Path dataSets;
  private final int gatewayPort;
  private final Kafka kafka;
  private final Postgres postgres;
  private final Parts parts;

  private Stack(
      Installation installation,
      StackOptions options,
      DataFolder folder,
      BiConsumer<String, String> follower)
      throws IOException {
    this.installation = installation;
    this.options = options;
    this.folder = folder;
    this.dataSets = dataSets(options, folder);
    this.gatewayPort = Ports.claim(options.gatewayPort(), "the gateway", "--port");
    int kafkaPort = Ports.claim(options.kafkaPort(), "Kafka", "--kafka-port");
    int postgresPort = Ports.claim(options.postgresPort(), "PostgreSQL", "--postgres-port");
    this.kafka = new Kafka(installation, folder, options, kafkaPort);
    this.postgres = new Postgres(installation, folder, postgresPort);
    this.parts = new Parts(folder.logs(), follower);
    parts.add(kafka.part());
    parts.add(postgres.part());
  }

  /**
   * Locks the data folder and settles the ports; starts nothing.
   *
   * @param follower given the name of a part and a line that it said
   * @throws RefusedException where folder, ports or data sets are not fit
   */
  public static Stack open(
      Installation installation, StackOptions options, BiConsumer<String, String> follower) {
    DataFolder folder = DataFolder.open(options.data());
    try {
      return new Stack(installation, options, folder, follower);
    } catch (IOException e) {
      folder.close();
      throw new RefusedException("The data folder cannot be used: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static Path dataSets(StackOptions options, DataFolder folder) throws IOException {
    if (options.dataSets().isEmpty()) {
      return Files.createDirectories(folder.root().resolve("data-sets"));
    }
    Path chosen = options.dataSets().get().toAbsolutePath().normalize();
    if (!Files.isDirectory(chosen)) {
      throw new RefusedException(
          "There is no folder %s: give the folder of the data sets with --data-sets."
              .formatted(chosen));
    }
    return chosen;
  }

  /** Starts everything and returns when all parts are ready; after a failure nothing runs. */
  public void start() {
    try {
      startInfrastructure();
      services().parts().forEach(parts::add);
      List<String> services =
          parts.names().stream().filter(name -> !isInfrastructure(name)).toList();
      services.forEach(parts::launch);
      services.forEach(parts::awaitReady);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts Kafka with its topics, and PostgreSQL, and nothing else. */
  public void startInfrastructure() {
    try {
      parts.launch(KAFKA);
      postgres.prepare();
      parts.launch(POSTGRES);
      parts.awaitReady(KAFKA);
      kafka.createTopics();
      parts.awaitReady(POSTGRES);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Services services() {
    return new Services(installation, options, gatewayPort, folder, dataSets, kafka, postgres);
  }

  /**
   * Adds one more trainer to a started stack; starts nothing.
   *
   * @return the part's name
   */
  public synchronized String addTrainer() {
    long trainers = parts.names().stream().filter(name -> name.startsWith(TRAINER)).count();
    Part trainer = services().trainer((int) trainers + 1);
    parts.add(trainer);
    return trainer.name();
  }

  private static boolean isInfrastructure(String name) {
    return name.equals(KAFKA) || name.equals(POSTGRES);
  }

  /** Starts one part that does not run, and returns when it is ready. */
  public void start(String name) {
    launch(name);
    awaitReady(name);
  }

  /** Starts one part that does not run, and returns at once. */
  public void launch(String name) {
    parts.launch(name);
  }

  /** Returns when a part that was launched is ready. */
  public void awaitReady(String name) {
    parts.awaitReady(name);
  }

  /** Stops one part in order, as at the end. */
  public void stop(String name) {
    parts.stop(name);
  }

  /** Kills one part without warning, as {@code kill -9} does. */
  public void kill(String name) {
    parts.kill(name);
  }

  public boolean isRunning(String name) {
    return parts.isRunning(name);
  }

  /** Whether {@link #close} was not called yet. */
  public boolean isOpen() {
    return parts.isOpen();
  }

  /** The process of a part, alive or not; empty where it was never started. */
  public Optional<ChildProcess> child(String name) {
    return parts.child(name);
  }

  /** Whether a process of a part, alive or not, has been ready. */
  public boolean wasReady(ChildProcess child) {
    return parts.wasReady(child);
  }

  /** Waits for a part that ends without having been asked to. */
  public ChildProcess awaitDeath() throws InterruptedException {
    return parts.awaitDeath();
  }

  /** The same, for so long at most; null where none has ended until then. */
  public @Nullable ChildProcess awaitDeath(Duration atMost) throws InterruptedException {
    return parts.awaitDeath(atMost);
  }

  public URI gateway() {
    return URI.create("http://127.0.0.1:" + gatewayPort);
  }

  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  public String jdbcUrl() {
    return postgres.jdbcUrl();
  }

  public String databaseUser() {
    return Postgres.NAME;
  }

  public String databasePassword() {
    return postgres.password();
  }

  public Path databasePasswordFile() {
    return postgres.passwordFile();
  }

  public DataFolder folder() {
    return folder;
  }

  public Path dataSets() {
    return dataSets;
  }

  /** Stops the services together, then PostgreSQL and Kafka, and gives the data folder free. */
  @Override
  public void close() {
    parts.close(Stack::isInfrastructure);
    folder.close();
  }
}
