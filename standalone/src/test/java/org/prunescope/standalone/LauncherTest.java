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
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class LauncherTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** More often than a part may die that was never ready: a segment may kill its trainer. */
  private static final int OFTEN = 6;

  @TempDir Path folder;
  private final List<ProcessHandle> started = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    started.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void startsADeadServiceAgainRefusesASecondUpAndStopsOnControlC() throws Exception {
    FakeInstallation.in(folder.resolve("home"));
    Process up = up("up.out");
    await().atMost(PATIENCE).until(() -> said("up.out").contains("Prunescope is ready after"));

    Process second = up("second.out");
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(said("second.out"))
        .isEqualToIgnoringNewLines(
            "Prunescope already runs on %s (process %d): stop it, or choose another --data."
                .formatted(folder.resolve("data"), up.pid()));

    for (int death = 1; death <= OFTEN; death++) {
      service(up.descendants().toList(), "trainer").destroyForcibly();
      int deaths = death;
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  count(said("up.out"), "trainer ended with 137 and is started again.") == deaths
                      && count(said("up.out"), "trainer   | listening on ") == deaths + 1);
    }

    List<ProcessHandle> children = up.descendants().toList();
    pressControlC(up);
    assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(up.exitValue()).isEqualTo(128 + 2);
    assertThat(children).hasSizeGreaterThan(6).noneMatch(ProcessHandle::isAlive);
    assertThat(said("up.out"))
        .contains("Stopping ...\n", "database system is shut down")
        .doesNotContain("not properly shut down")
        .endsWith("Stopped.\n");
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

      assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(up.exitValue()).isEqualTo(1);
      assertThat(said("up.out")).startsWith("Port " + port + " for PostgreSQL is in use");
      assertThat(said("up.out").strip()).doesNotContain("\n");
    }
  }

  /** As a terminal does it: the signal goes to every process of the launcher's group. */
  private static void pressControlC(Process up) throws Exception {
    Process kill = new ProcessBuilder("kill", "-INT", "--", "-" + up.pid()).start();
    assertThat(kill.waitFor()).isEqualTo(0);
  }

  private Process up(String output, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add("setsid"); // a group of its own, as a shell gives to what is typed
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
    // A JVM says that it was given these, and what the launcher says is read.
    builder.environment().remove("JDK_JAVA_OPTIONS");
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
