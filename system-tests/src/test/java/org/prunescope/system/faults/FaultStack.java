package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.prunescope.contract.artifact.FolderArtifactStore;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.standalone.process.ChildProcess;
import org.prunescope.standalone.process.Ports;
import org.prunescope.standalone.stack.Installation;
import org.prunescope.standalone.stack.LoopTopics;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.standalone.stack.StackOptions;
import org.prunescope.system.Gateway;
import org.prunescope.system.RunningStack;

/**
 * One stack of real processes for all fault tests, Kafka and PostgreSQL behind a {@link TcpProxy}
 * each, and what is done to it. After each test everything runs again.
 */
final class FaultStack implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Broker's sessions in tests: what is killed or stands still is missed after so long. */
  static final Duration SESSION = Duration.ofSeconds(3);

  private final Path data;
  private final TcpProxy kafka;
  private final TcpProxy postgres;
  private final Stack stack;
  private final Gateway gateway;
  private Tape tape;
  private final SortedMap<String, Integer> fired = new TreeMap<>();
  private final List<Watch> watches = new CopyOnWriteArrayList<>();
  private @Nullable ExperimentId undisturbed;

  private record Watch(BiPredicate<String, String> wanted, CompletableFuture<String> line) {}

  private FaultStack() {
    int kafkaPort = Ports.free();
    int postgresPort = Ports.free();
    kafka = new TcpProxy(kafkaPort);
    postgres = new TcpProxy(postgresPort);
    try {
      data = Files.createTempDirectory("prunescope-faults");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stack =
        Stack.open(
            Installation.around(Path.of("")), options(kafkaPort, postgresPort), this::follow);
    stack.start();
    gateway = new Gateway(stack.gateway());
    tape = new Tape(stack.bootstrapServers());
  }

  private StackOptions options(int kafkaPort, int postgresPort) {
    return new StackOptions(
        data,
        Optional.empty(),
        0,
        kafkaPort,
        postgresPort,
        StackOptions.DEFAULT_PARTITIONS,
        1,
        2,
        Map.of(
            "advertised.listeners",
            "PLAINTEXT://127.0.0.1:" + kafka.port(),
            "group.consumer.min.session.timeout.ms",
            Long.toString(SESSION.toMillis()),
            "group.consumer.session.timeout.ms",
            Long.toString(SESSION.toMillis()),
            "group.consumer.min.heartbeat.interval.ms",
            "500",
            "group.consumer.heartbeat.interval.ms",
            "500"),
        Map.of(
            "KAFKA_BOOTSTRAP_SERVERS",
            "127.0.0.1:" + kafka.port(),
            "QUARKUS_DATASOURCE_JDBC_URL",
            "jdbc:postgresql://127.0.0.1:%d/prunescope".formatted(postgres.port())));
  }

  /** Gives the stack to whatever fault test asks for it; the other stack gives way. */
  static final class Provider implements ParameterResolver, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(FaultStack.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == FaultStack.class;
    }

    @Override
    public FaultStack resolveParameter(ParameterContext parameter, ExtensionContext context) {
      RunningStack.close(context);
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .computeIfAbsent("stack", key -> new FaultStack(), FaultStack.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
      FaultStack stack = context.getRoot().getStore(NAMESPACE).get("stack", FaultStack.class);
      if (stack != null) {
        stack.restore();
      }
    }
  }

  @Override
  public void close() {
    System.out.println("faults fired: " + fired);
    tape.close();
    gateway.close();
    stack.close();
    kafka.close();
    postgres.close();
    delete(data);
  }

  /** A folder with all that is in it. */
  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // --- experiments ---

  /** The experiment that every test disturbs: seconds of work, branches, masks, two seeds. */
  static ObjectNode request() {
    try (InputStream in = FaultStack.class.getResourceAsStream("disturbed.json")) {
      return (ObjectNode) new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  ExperimentId submit() {
    return gateway.submit(request());
  }

  /** The same experiment, to which nothing happened; run once for all. */
  synchronized ExperimentId undisturbed() {
    if (undisturbed == null) {
      ExperimentId id = submit();
      awaitComplete(id);
      undisturbed = id;
    }
    return undisturbed;
  }

  /** Returns when so many checkpoints of an experiment have been announced. */
  void awaitCheckpoints(ExperimentId id, int number) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> tape.of(id).checkpoints().size() >= number);
  }

  /** Returns when every run is final and every comparison made. */
  void awaitComplete(ExperimentId id) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsMatching(FaultStack::isRefused)
        .until(() -> gateway.show(id).required("complete").asBoolean());
  }

  private static boolean isRefused(Throwable thrown) {
    return thrown instanceof AssertionError error && error.getCause() instanceof IOException;
  }

  JsonNode show(ExperimentId id) {
    return gateway.show(id);
  }

  /** What has become of a completed experiment. */
  Verdict verdict(ExperimentId id) {
    return Verdict.of(this, id, Map.of());
  }

  // --- faults ---

  /** Kills a part as {@code kill -9} does, and makes sure that this was its end. */
  void kill(String part) {
    ChildProcess child = child(part);
    assertThat(child.isAlive()).as("%s lives until it is killed", part).isTrue();
    stack.kill(part);
    assertThat(child.exitCode()).as("exit of %s", part).hasValue(128 + 9);
    fired("kill " + part);
  }

  /** Starts a part that does not run, and returns when it is ready. */
  void start(String part) {
    stack.start(part);
  }

  /** Starts a part that does not run and freezes it at a place in its code, wherever that comes. */
  Halt startHalting(String part, HaltPoint point) {
    Halt halt = new Halt(point);
    stack.launch(part, halt.environment());
    halt.attach();
    return halt;
  }

  /** Kills Kafka and brings it back with nothing on it. */
  void loseKafka() {
    kill(Stack.KAFKA);
    tape.close();
    delete(stack.folder().root().resolve("kafka"));
    start(Stack.KAFKA);
    LoopTopics.create(stack.bootstrapServers(), StackOptions.DEFAULT_PARTITIONS, 1);
    tape = tape.onAnother(stack.bootstrapServers());
    fired("Kafka's data lost");
  }

  void signal(String part, Signal signal) {
    signal.send(child(part));
    fired(signal + " " + part);
  }

  /** Notes that a fault has happened. */
  synchronized void fired(String fault) {
    fired.merge(fault, 1, Integer::sum);
  }

  /** The next line of a part that contains a text. */
  CompletableFuture<String> nextLine(String part, String text) {
    CompletableFuture<String> line = new CompletableFuture<>();
    watches.add(new Watch((name, said) -> name.equals(part) && said.contains(text), line));
    return line;
  }

  /** Everything runs and every connection works again. */
  private void restore() {
    kafka.heal();
    postgres.heal();
    for (String part : List.of(Stack.KAFKA, Stack.POSTGRES)) {
      if (!stack.isRunning(part)) {
        stack.start(part);
      }
    }
    for (String part : List.of(Stack.GATEWAY, Stack.PRUNER, Stack.METRICS, Stack.TRAINER)) {
      if (!stack.isRunning(part)) {
        stack.start(part);
      }
    }
  }

  // --- what there is ---

  Stack stack() {
    return stack;
  }

  Gateway gateway() {
    return gateway;
  }

  Tape tape() {
    return tape;
  }

  TcpProxy kafkaProxy() {
    return kafka;
  }

  TcpProxy postgresProxy() {
    return postgres;
  }

  ChildProcess child(String part) {
    return stack.child(part).orElseThrow();
  }

  FolderArtifactStore artifacts() {
    try {
      return new FolderArtifactStore(stack.folder().artifacts());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection to PostgreSQL that no proxy disturbs. */
  Connection connection() throws SQLException {
    return DriverManager.getConnection(
        stack.jdbcUrl(), stack.databaseUser(), stack.databasePassword());
  }

  private void follow(String part, String line) {
    System.out.println(part + " | " + line);
    for (Watch watch : watches) {
      if (watch.wanted().test(part, line)) {
        watch.line().complete(line);
        watches.remove(watch);
      }
    }
  }
}
