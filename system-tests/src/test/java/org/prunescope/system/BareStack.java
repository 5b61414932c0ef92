package org.prunescope.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.prunescope.contract.artifact.FolderArtifactStore;
import org.prunescope.contract.process.ParentWatch;
import org.prunescope.standalone.process.ChildProcess;
import org.prunescope.standalone.process.Ports;
import org.prunescope.standalone.process.Program;
import org.prunescope.standalone.stack.Installation;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.standalone.stack.StackOptions;

/** Kafka with its topics and PostgreSQL, and only those services that a test starts. */
final class BareStack implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final Installation installation = Installation.around(Path.of(""));
  private final Path data;
  private final Stack stack;
  private final Map<URI, ChildProcess> services = new LinkedHashMap<>();
  private final HttpClient client = HttpClient.newHttpClient();

  BareStack() {
    this(StackOptions::at);
  }

  /** As options say that are given the folder of its data. */
  BareStack(Function<Path, StackOptions> options) {
    try {
      data = Files.createTempDirectory("prunescope-bare-stack");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stack = Stack.open(installation, options.apply(data), BareStack::print);
    stack.startInfrastructure();
  }

  /**
   * Starts one process of a service; any number of one service may run.
   *
   * @param service {@code gateway}, {@code metrics}, ..., as the start script calls it
   * @param module that builds it
   * @param lines given each line that it says
   * @return where it listens; {@link #awaitReady} waits for it
   */
  URI start(String service, String module, Consumer<String> lines) {
    return start(
        service,
        module,
        Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", stack.bootstrapServers(),
            "QUARKUS_DATASOURCE_JDBC_URL", stack.jdbcUrl(),
            "QUARKUS_DATASOURCE_USERNAME", stack.databaseUser(),
            "QUARKUS_DATASOURCE_PASSWORD", stack.databasePassword()),
        lines);
  }

  /** The same with its own way to Kafka and PostgreSQL. */
  URI start(String service, String module, Map<String, String> access, Consumer<String> lines) {
    int port = Ports.free();
    Map<String, String> environment = new HashMap<>(environment(port));
    environment.putAll(access);
    String number = service + "-" + (services.size() + 1);
    List<String> command =
        List.of(
            installation.startScript(),
            service,
            "-jar",
            installation.serviceJar(module).toString());
    URI address = URI.create("http://127.0.0.1:" + port);
    try {
      services.put(
          address,
          ChildProcess.start(
              new Program(number, command, environment),
              stack.folder().logs().resolve(number + ".log"),
              line -> {
                print(number, line);
                lines.accept(line);
              }));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return address;
  }

  /** Stops a service before the others. */
  void stop(URI service) {
    ChildProcess child = services.remove(service);
    if (child != null) {
      child.stop(GRACE);
    }
  }

  void awaitReady(URI service) {
    await().atMost(START).until(() -> isReady(service));
  }

  /** Whether a service says so; what does not answer is not ready. */
  boolean isReady(URI service) throws InterruptedException {
    HttpRequest ready = HttpRequest.newBuilder(service.resolve("/q/health/ready")).build();
    try {
      return client.send(ready, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  Stack stack() {
    return stack;
  }

  String bootstrapServers() {
    return stack.bootstrapServers();
  }

  FolderArtifactStore artifacts() {
    try {
      return new FolderArtifactStore(stack.folder().artifacts());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Connection connection() throws SQLException {
    return DriverManager.getConnection(
        stack.jdbcUrl(), stack.databaseUser(), stack.databasePassword());
  }

  @Override
  public void close() throws IOException {
    services.values().forEach(ChildProcess::askToStop);
    services.values().forEach(service -> service.stop(GRACE));
    stack.close();
    client.close();
    Folders.delete(data);
  }

  private Map<String, String> environment(int port) {
    return Map.ofEntries(
        Map.entry(ParentWatch.VARIABLE, "true"),
        Map.entry("JAVA_HOME", System.getProperty("java.home")),
        Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
        Map.entry("QUARKUS_HTTP_PORT", Integer.toString(port)),
        Map.entry("PRUNESCOPE_ARTIFACTS_FOLDER", stack.folder().artifacts().toString()),
        Map.entry("PRUNESCOPE_DATA_SETS_FOLDER", stack.dataSets().toString()),
        Map.entry("PRUNESCOPE_PARTITIONS", Integer.toString(StackOptions.DEFAULT_PARTITIONS)));
  }

  private static void print(String part, String line) {
    System.out.println(part + " | " + line);
  }
}
