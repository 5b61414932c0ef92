package org.prunescope.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.support.TypeBasedParameterResolver;
import org.prunescope.contract.artifact.FolderArtifactStore;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.standalone.stack.Installation;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.standalone.stack.StackOptions;

/** One stack of real processes for all test classes; started by the first, stopped at the end. */
public final class RunningStack implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final Namespace NAMESPACE = Namespace.create(RunningStack.class);

  private final Path data;
  private final Stack stack;
  private final Gateway gateway;
  private final Checkpoints checkpoints;
  private final Map<String, ExperimentId> completed = new ConcurrentHashMap<>();

  private RunningStack() {
    try {
      data = Files.createTempDirectory("prunescope-system-tests");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stack =
        Stack.open(
            Installation.around(Path.of("")),
            StackOptions.at(data).withTrainers(1, 2),
            (part, line) -> System.out.println(part + " | " + line));
    stack.start();
    gateway = new Gateway(stack.gateway());
    checkpoints = new Checkpoints(stack.bootstrapServers());
  }

  /** Gives the stack to whatever test class asks for it. */
  static final class Provider extends TypeBasedParameterResolver<RunningStack> {
    @Override
    public RunningStack resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .computeIfAbsent("stack", key -> new RunningStack(), RunningStack.class);
    }
  }

  /** Stops the stack, where it runs, before a class of tests that have one of their own. */
  static final class GivesWay implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
      close(context);
    }
  }

  /** Stops the stack, where it runs, for the sake of tests that need another one. */
  public static void close(ExtensionContext context) {
    try {
      RunningStack running =
          context.getRoot().getStore(NAMESPACE).remove("stack", RunningStack.class);
      if (running != null) {
        running.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    stack.close();
    Folders.delete(data);
  }

  Stack stack() {
    return stack;
  }

  Gateway gateway() {
    return gateway;
  }

  Checkpoints checkpoints() {
    return checkpoints;
  }

  /** Where checkpoints and plans lie. */
  FolderArtifactStore artifacts() {
    try {
      return new FolderArtifactStore(stack.folder().artifacts());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keys of an experiment's checkpoints that lie there now. */
  List<String> checkpointFiles(ExperimentId id) {
    Path root = stack.folder().artifacts();
    try {
      return Folders.files(root.resolve(id.value())).stream()
          .filter(file -> file.toString().endsWith(".safetensors"))
          .map(file -> root.relativize(file).toString())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The experiment of this file beside the tests. */
  static ObjectNode request(String file) {
    try (InputStream in = RunningStack.class.getResourceAsStream(file)) {
      return (ObjectNode) new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The finished experiment of this file beside the tests: trained once for all that read it. */
  ExperimentId completed(String file) {
    return completed.computeIfAbsent(file, name -> complete(request(name)));
  }

  /** Submits the experiment and returns when every run is final and every comparison made. */
  ExperimentId complete(ObjectNode request) {
    ExperimentId id = gateway.submit(request);
    awaitComplete(id);
    return id;
  }

  void awaitComplete(ExperimentId id) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> gateway.show(id).required("complete").asBoolean());
    assertThat(checkpoints.progress(id).values())
        .extracting(RunProgress::state)
        .containsOnly(RunState.TRAINED);
  }

  /** The rows of a query about one experiment, each as its columns. */
  List<List<Object>> rows(String sql, ExperimentId id) {
    try (Connection connection =
            DriverManager.getConnection(
                stack.jdbcUrl(), stack.databaseUser(), stack.databasePassword());
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, id.value());
      List<List<Object>> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          List<Object> row = new ArrayList<>();
          for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
            row.add(result.getObject(column));
          }
          rows.add(row);
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
