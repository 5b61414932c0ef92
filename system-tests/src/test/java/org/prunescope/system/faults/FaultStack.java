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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.support.TypeBasedParameterResolver;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.artifact.FolderArtifactStore;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.plan.Plan;
import org.prunescope.standalone.process.ChildProcess;
import org.prunescope.standalone.process.Ports;
import org.prunescope.standalone.stack.Installation;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.standalone.stack.StackOptions;
import org.prunescope.standalone.stack.TopicCreation;
import org.prunescope.system.Folders;
import org.prunescope.system.Gateway;
import org.prunescope.system.RunningStack;

/**
 * One stack of real processes for all fault tests, Kafka and PostgreSQL behind a {@link TcpProxy}
 * each, and what is done to it. After each test everything runs again.
 */
final class FaultStack implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final List<String> PARTS =
      List.of(
          Stack.KAFKA, Stack.POSTGRES, Stack.GATEWAY, Stack.PRUNER, Stack.METRICS, Stack.TRAINER);

  private final Path data;
  private final Holds holds = new Holds();
  private final Lines lines = new Lines();
  private final TcpProxy kafka;
  private final TcpProxy postgres;
  private final Stack stack;
  private final ExtraTrainers extraTrainers;
  private final Supervision supervision;
  private final Gateway gateway;
  private Tape tape;
  private final SortedMap<String, Integer> fired = new TreeMap<>();
  private final Map<JsonNode, ExperimentId> undisturbed = new HashMap<>();

  private FaultStack() {
    int kafkaPort = Ports.free();
    int postgresPort = Ports.free();
    kafka = new TcpProxy(kafkaPort, holds::gate);
    postgres = new TcpProxy(postgresPort);
    try {
      data = Files.createTempDirectory("prunescope-faults");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stack =
        Stack.open(
            Installation.around(Path.of("")),
            FaultOptions.of(data, kafkaPort, kafka, postgresPort, postgres),
            lines::follow);
    extraTrainers = new ExtraTrainers(stack);
    stack.start();
    supervision = new Supervision(stack, this::fired);
    gateway = new Gateway(stack.gateway());
    tape = new Tape(stack.bootstrapServers());
  }

  /** Gives the stack to whatever fault test asks for it; the other stack gives way. */
  static final class Provider extends TypeBasedParameterResolver<FaultStack>
      implements AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(FaultStack.class);

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
  public void close() throws IOException {
    System.out.println("faults fired: " + fired);
    supervision.close();
    tape.close();
    gateway.close();
    stack.close();
    kafka.close();
    postgres.close();
    Folders.delete(data);
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
  ExperimentId undisturbed() {
    return undisturbed(request());
  }

  /** Another one, to which nothing happened; run once for all. */
  synchronized ExperimentId undisturbed(JsonNode request) {
    ExperimentId known = undisturbed.get(request);
    if (known != null) {
      return known;
    }
    ExperimentId id = gateway.submit(request);
    awaitComplete(id);
    undisturbed.put(request.deepCopy(), id);
    return id;
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
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> isComplete(id));
  }

  /** Whether the gateway says so; while it is away, or what it needs is, it does not. */
  boolean isComplete(ExperimentId id) {
    try {
      return gateway.show(id).required("complete").asBoolean();
    } catch (AssertionError e) {
      return false;
    }
  }

  /** What has become of {@link #request()}, once it is complete. */
  Verdict verdict(ExperimentId id) {
    return Verdict.of(this, id, undisturbed(), Map.of());
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

  /** Launches one more trainer, which is another process each time. */
  String launchTrainer() {
    return extraTrainers.launch();
  }

  /** Such a trainer has ended, however it did. */
  void forgetTrainer(String trainer) {
    extraTrainers.forget(trainer);
  }

  /** Kills Kafka and brings it back with nothing on it. */
  void loseKafka() throws IOException {
    kill(Stack.KAFKA);
    startKafkaAnew();
    fired("Kafka's data lost");
  }

  /** Kills everything and brings it back with what a backup holds and nothing else. */
  void loseEverything(Backup backup) throws IOException {
    PARTS.reversed().forEach(this::kill);
    backup.restore(stack.folder().root());
    startKafkaAnew();
    PARTS.stream().filter(part -> !part.equals(Stack.KAFKA)).forEach(this::start);
    fired("everything lost");
  }

  private void startKafkaAnew() throws IOException {
    tape.close();
    Folders.delete(stack.folder().root().resolve("kafka"));
    start(Stack.KAFKA);
    TopicCreation.create(stack.bootstrapServers(), Map.of(), StackOptions.DEFAULT_PARTITIONS, 1);
    tape = tape.onAnother(stack.bootstrapServers());
  }

  void signal(String part, Signal signal) {
    signal.send(child(part));
    fired(signal + " " + part);
  }

  /** See {@link Holds#hold}; until {@link #heal}. */
  CompletableFuture<String> hold(ApiKeys request, String client) {
    return holds.hold(request, client);
  }

  /** Everything passes again; connections that have lost something are broken. */
  void heal() {
    holds.release();
    kafka.heal();
    postgres.heal();
  }

  /** Notes that a fault has happened. */
  synchronized void fired(String fault) {
    fired.merge(fault, 1, Integer::sum);
  }

  synchronized int firedSoFar(String fault) {
    return fired.getOrDefault(fault, 0);
  }

  synchronized SortedMap<String, Integer> firedSoFar() {
    return new TreeMap<>(fired);
  }

  /** The next line of a part that contains a text. */
  CompletableFuture<String> nextLine(String part, String text) {
    return lines.next(part, text);
  }

  /** Everything runs and every connection works again. */
  private void restore() {
    heal();
    extraTrainers.stop();
    for (String part : PARTS) {
      supervision.launchAgain(part);
      Signal.CONT.send(child(part));
      stack.awaitReady(part);
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

  Plan plan(ArtifactRef ref) {
    try {
      return Plan.read(artifacts().get(ref));
    } catch (IOException | ArtifactUnreadableException e) {
      throw new AssertionError(e);
    }
  }

  /** A connection to PostgreSQL that no proxy disturbs. */
  Connection connection() throws SQLException {
    return DriverManager.getConnection(
        stack.jdbcUrl(), stack.databaseUser(), stack.databasePassword());
  }
}
