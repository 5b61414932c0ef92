package org.prunescope.standalone.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.standalone.RefusedException;
import org.prunescope.standalone.fake.DyingService;
import org.prunescope.standalone.fake.FakeInstallation;
import org.prunescope.standalone.process.ChildProcess;

/** The whole stack, with stand-ins for the services. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class StackTest {
  private static final List<String> PARTS =
      List.of(
          Stack.KAFKA,
          Stack.POSTGRES,
          Stack.GATEWAY,
          Stack.PRUNER,
          Stack.METRICS,
          Stack.TRAINER,
          "trainer-2");

  @TempDir Path folder;

  @Test
  void startsEveryPartStartsAKilledOneAgainAndStopsThemAllInOrder() throws Exception {
    Stack stack = open();
    stack.start();
    assertThat(PARTS).allMatch(stack::isRunning);
    assertThat(Probes.isHealthy(stack.gateway().getPort())).isTrue();

    ChildProcess trainer = stack.child(Stack.TRAINER).orElseThrow();
    stack.kill(Stack.TRAINER);
    assertThat(trainer.exitCode()).hasValue(128 + 9);
    assertThat(PARTS).filteredOn(stack::isRunning).doesNotContain(Stack.TRAINER).hasSize(6);
    stack.start(Stack.TRAINER);
    assertThat(stack.child(Stack.TRAINER).orElseThrow().pid()).isNotEqualTo(trainer.pid());

    List<ChildProcess> children =
        PARTS.stream().map(part -> stack.child(part).orElseThrow()).toList();
    stack.close();
    assertThat(children).noneMatch(ChildProcess::isAlive);
    assertThat(children).allMatch(child -> child.exitCode().orElse(-1) == 0, "ended by itself");
  }

  @Test
  void reportsADeathThatNobodyAskedFor() throws Exception {
    try (Stack stack = open()) {
      stack.startInfrastructure();
      stack.kill(Stack.KAFKA);
      ProcessHandle postgres =
          ProcessHandle.of(stack.child(Stack.POSTGRES).orElseThrow().pid()).orElseThrow();
      postgres.destroyForcibly();

      ChildProcess dead = stack.awaitDeath();

      assertThat(dead.name()).isEqualTo(Stack.POSTGRES);
    }
  }

  @Test
  void leavesNothingRunningWhereAServiceEndsTooSoonAndSaysWhatItSaid() throws Exception {
    Stack stack = open();
    FakeInstallation.service(folder.resolve("home"), "metrics-service", DyingService.class);

    assertThatThrownBy(stack::start)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("metrics ended with 3")
        .hasMessageContaining("I cannot read my configuration.");
    assertThat(PARTS).noneMatch(stack::isRunning);
    DataFolder.open(folder.resolve("data"), 0).close();
  }

  @Test
  void refusesAServiceThatIsNotBuilt() throws Exception {
    Stack stack = open();
    Files.delete(folder.resolve("home/pruner-service/target/quarkus-app/quarkus-run.jar"));

    assertThatThrownBy(stack::start)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("pruner-service is not built");
    assertThat(PARTS).noneMatch(stack::isRunning);
  }

  @Test
  void refusesDataSetsThatAreNotThereAndReleasesTheDataFolder() throws Exception {
    StackOptions options =
        StackOptions.at(folder.resolve("data")).withDataSets(folder.resolve("absent"));
    Installation installation = FakeInstallation.in(folder.resolve("home"));

    assertThatThrownBy(() -> Stack.open(installation, options, (part, line) -> {}))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(folder.resolve("absent").toString())
        .hasMessageContaining("--data-sets");
    DataFolder.open(folder.resolve("data"), 0).close();
  }

  private Stack open() throws Exception {
    StackOptions options =
        new StackOptions(folder.resolve("data"), Optional.empty(), 0, 0, 0, 2, 2, 1);
    return Stack.open(
        FakeInstallation.in(folder.resolve("home")),
        options,
        (part, line) -> System.out.println(part + " | " + line));
  }
}
