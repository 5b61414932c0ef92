package org.prunescope.standalone.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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

  private static final String STOPPING = "Prunescope was stopped while it started.";
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 50;

  private final Installation installation;
  private final StackOptions options;
  private final BiConsumer<String, String> follower;
  private final DataFolder folder;
  private final Path dataSets;
  private final int gatewayPort;
  private final Kafka kafka;
  private final Postgres postgres;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private final Map<String, ChildProcess> children = new LinkedHashMap<>();
  private final BlockingQueue<ChildProcess> deaths = new LinkedBlockingQueue<>();
  private boolean closed;

  private Stack(
      Installation installation,
      StackOptions options,
      DataFolder folder,
      BiConsumer<String, String> follower)
      throws IOException {
    this.installation = installation;
    this.options = options;
    this.folder = folder;
    this.follower = follower;
    this.dataSets = dataSets(options, folder);
    this.gatewayPort = Ports.claim(options.gatewayPort(), "the gateway", "--port");
    int kafkaPort = Ports.claim(options.kafkaPort(), "Kafka", "--kafka-port");
    int postgresPort = Ports.claim(options.postgresPort(), "PostgreSQL", "--postgres-port");
    this.kafka = new Kafka(installation, folder, options, kafkaPort);
    this.postgres = new Postgres(installation, folder, postgresPort);
    parts.put(KAFKA, kafka.part());
    parts.put(POSTGRES, postgres.part());
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
      addServices();
      List<String> services =
          parts.keySet().stream().filter(name -> !isInfrastructure(name)).toList();
      for (String service : services) {
        launch(service);
      }
      for (String service : services) {
        awaitReady(service);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts Kafka with its topics, and PostgreSQL, and nothing else. */
  public void startInfrastructure() {
    try {
      launch(KAFKA);
      postgres.prepare();
      launch(POSTGRES);
      awaitReady(KAFKA);
      kafka.createTopics();
      awaitReady(POSTGRES);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private synchronized void addServices() {
    services().parts().forEach(part -> parts.putIfAbsent(part.name(), part));
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
    long trainers = parts.keySet().stream().filter(name -> name.startsWith(TRAINER)).count();
    Part trainer = services().trainer((int) trainers + 1);
    parts.put(trainer.name(), trainer);
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
  public synchronized void launch(String name) {
    if (closed) {
      throw new RefusedException(STOPPING);
    }
    Part part = parts.get(name);
    if (part == null) {
      throw new IllegalArgumentException("no part is called " + name);
    }
    if (isRunning(name)) {
      throw new IllegalStateException(name + " runs already");
    }
    try {
      ChildProcess child =
          ChildProcess.start(
              part.program(),
              folder.logs().resolve(name + ".log"),
              line -> follower.accept(name, line));
      children.put(name, child);
      var unused = child.onExit().thenAccept(this::noteDeath);
    } catch (IOException e) {
      throw new RefusedException("%s cannot be started: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** Returns when a part that was launched is ready. */
  public void awaitReady(String name) {
    @Nullable Part part;
    ChildProcess child;
    synchronized (this) {
      part = parts.get(name);
      child = children.get(name);
    }
    if (part == null || child == null) {
      throw new IllegalStateException(name + " was not started");
    }
    long end = System.nanoTime() + START.toNanos();
    while (!part.readiness().isReady(child)) {
      if (!isOpen()) {
        throw new RefusedException(STOPPING);
      }
      if (!child.isAlive()) {
        throw endedTooSoon(child);
      }
      if (System.nanoTime() > end) {
        throw new RefusedException(
            "%s is not ready after %d s; see %s.".formatted(name, START.toSeconds(), child.log()));
      }
      pause();
    }
  }

  /** Stops one part in order, as at the end. */
  public void stop(String name) {
    child(name).ifPresent(child -> child.stop(GRACE));
  }

  /** Kills one part without warning, as {@code kill -9} does. */
  public void kill(String name) {
    child(name).ifPresent(ChildProcess::kill);
  }

  public boolean isRunning(String name) {
    return child(name).map(ChildProcess::isAlive).orElse(false);
  }

  /** Whether {@link #close} was not called yet. */
  public synchronized boolean isOpen() {
    return !closed;
  }

  /** The process of a part, alive or not; empty where it was never started. */
  public synchronized Optional<ChildProcess> child(String name) {
    return Optional.ofNullable(children.get(name));
  }

  /** Waits for a part that ends without having been asked to. */
  public ChildProcess awaitDeath() throws InterruptedException {
    return deaths.take();
  }

  /** The same, for so long at most; null where none has ended until then. */
  public @Nullable ChildProcess awaitDeath(Duration atMost) throws InterruptedException {
    return deaths.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
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
    List<ChildProcess> services = new ArrayList<>();
    List<ChildProcess> infrastructure = new ArrayList<>();
    synchronized (this) {
      closed = true;
      children.forEach(
          (name, child) -> (isInfrastructure(name) ? infrastructure : services).addFirst(child));
    }
    stopTogether(services);
    stopTogether(infrastructure);
    folder.close();
  }

  private static void stopTogether(List<ChildProcess> children) {
    children.forEach(ChildProcess::askToStop);
    long end = System.nanoTime() + GRACE.toNanos();
    for (ChildProcess child : children) {
      child.stop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
  }

  private void noteDeath(ChildProcess child) {
    if (!child.isAskedToStop()) {
      deaths.add(child);
    }
  }

  private static RefusedException endedTooSoon(ChildProcess child) {
    child.onExit().join();
    return new RefusedException(
        "%s ended with %d while it started; see %s. The last it said:%n  %s"
            .formatted(
                child.name(),
                child.exitCode().orElse(-1),
                child.log(),
                String.join(System.lineSeparator() + "  ", child.lastLines())));
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("Interrupted while starting.", e);
    }
  }
}
