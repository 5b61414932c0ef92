package org.prunescope.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.standalone.fake.FakeInstallation;

/** {@code up} as a process of its own, as a person runs it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LauncherTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final List<ProcessHandle> started = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    started.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void startsADeadServiceAgainRefusesASecondUpAndStopsOnSigterm() throws Exception {
    FakeInstallation.in(folder.resolve("home"));
    Process up = up("up.out");
    await().atMost(PATIENCE).until(() -> said("up.out").contains("Prunescope is ready after"));

    Process second = up("second.out");
    assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(said("second.out"))
        .isEqualToIgnoringNewLines(
            "Prunescope already runs on %s (process %d): stop it, or choose another --data."
                .formatted(folder.resolve("data"), up.pid()));

    List<ProcessHandle> children = up.descendants().toList();
    service(children, "trainer").destroyForcibly();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                said("up.out").contains("trainer ended with 137 and is started again.")
                    && count(said("up.out"), "trainer   | listening on ") == 2);

    children = up.descendants().toList();
    up.destroy();
    assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(up.exitValue()).isEqualTo(128 + 15);
    assertThat(children).hasSizeGreaterThan(6).noneMatch(ProcessHandle::isAlive);
    assertThat(said("up.out")).contains("Stopping ...\n").endsWith("Stopped.\n");
  }

  @Test
  void leavesNoProcessBehindWhereItIsKilled() throws Exception {
    FakeInstallation.in(folder.resolve("home"));
    Process up = up("up.out");
    await().atMost(PATIENCE).until(() -> said("up.out").contains("Prunescope is ready after"));
    List<ProcessHandle> children = up.descendants().toList();
    started.addAll(children);
    assertThat(children).hasSizeGreaterThan(6).allMatch(ProcessHandle::isAlive);

    up.destroyForcibly();

    await().atMost(PATIENCE).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void refusesAPortInUseWithOneSentence() throws Exception {
    FakeInstallation.in(folder.resolve("home"));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      Process up = up("up.out", "--postgres-port", port);

      assertThat(up.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(up.exitValue()).isEqualTo(1);
      assertThat(said("up.out")).startsWith("Port " + port + " for PostgreSQL is in use");
      assertThat(said("up.out").strip()).doesNotContain("\n");
    }
  }

  private Process up(String output, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Launcher.class.getName(), "up"));
    command.addAll(List.of("--data", folder.resolve("data").toString()));
    command.addAll(List.of("--port", "0", "--kafka-port", "0", "--postgres-port", "0"));
    command.addAll(List.of("--partitions", "2"));
    command.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(output).toFile());
    builder.environment().put("PRUNESCOPE_HOME", folder.resolve("home").toString());
    Process process = builder.start();
    started.add(process.toHandle());
    return process;
  }

  private String said(String output) throws IOException {
    return Files.readString(folder.resolve(output));
  }

  private static ProcessHandle service(List<ProcessHandle> children, String name) {
    return children.stream()
        .filter(child -> child.info().commandLine().orElse("").contains(name + "-service/target"))
        .findFirst()
        .orElseThrow();
  }

  private static int count(String text, String part) {
    return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
  }
}
