package org.prunescope.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  @TempDir Path folder;
  private final List<String> followed = Collections.synchronizedList(new ArrayList<>());

  @Test
  void stopsByTheEndOfItsInput() throws Exception {
    ChildProcess child = start("cat; echo stopped in order");

    boolean stoppedByItself = child.stop(Duration.ofSeconds(10));

    assertThat(stoppedByItself).isTrue();
    assertThat(child.exitCode()).hasValue(0);
    assertThat(child.isAskedToStop()).isTrue();
    assertThat(child.lastLines()).containsExactly("stopped in order");
  }

  @Test
  void isKilledWithItsOwnChildrenWhereItDoesNotStop() throws Exception {
    ChildProcess child = start("sleep 600 & echo $!; exec sleep 600");
    await().until(() -> !followed.isEmpty());
    ProcessHandle grandchild = ProcessHandle.of(Long.parseLong(followed.getFirst())).orElseThrow();

    boolean stoppedByItself = child.stop(Duration.ofMillis(100));

    assertThat(stoppedByItself).isFalse();
    assertThat(child.exitCode()).hasValue(128 + 9);
    await().until(() -> !grandchild.isAlive());
  }

  @Test
  void keepsWhatWasSaidAcrossRestartsAndRemembersTheLastTwentyLines() throws Exception {
    start("echo first; echo error >&2").onExit().get(10, TimeUnit.SECONDS);
    ChildProcess second = start("seq 1 50").onExit().get(10, TimeUnit.SECONDS);

    assertThat(Files.readAllLines(second.log()))
        .hasSize(52)
        .startsWith("first", "error", "1")
        .endsWith("50");
    assertThat(followed).hasSize(52);
    assertThat(second.lastLines()).hasSize(20).startsWith("31").endsWith("50");
    assertThat(second.isAskedToStop()).isFalse();
  }

  @Test
  void remembersOfAStackTraceWhatItSays() throws Exception {
    String trace =
        """
        java.lang.IllegalStateException: refused
        \tat org.prunescope.Some.method(Some.java:1)
        Caused by: java.io.IOException: no key
        \tat app//org.prunescope.Other.<init>(Other.java:22)
        \t... 18 more
        """;
    Path file = Files.writeString(folder.resolve("trace"), trace);

    ChildProcess child = start("cat " + file).onExit().get(10, TimeUnit.SECONDS);

    assertThat(child.lastLines())
        .containsExactly(
            "java.lang.IllegalStateException: refused", "Caused by: java.io.IOException: no key");
    assertThat(followed).hasSize(5);
  }

  @Test
  void goesOnWhereItsLogCannotBeWritten() throws Exception {
    Files.createDirectory(folder.resolve("child.log"));

    ChildProcess child = start("seq 1 3").onExit().get(10, TimeUnit.SECONDS);

    assertThat(child.exitCode()).hasValue(0);
    assertThat(followed).hasSize(4).endsWith("1", "2", "3");
    assertThat(followed.getFirst()).contains("log file cannot be written");
  }

  @Test
  void seesTheAddedEnvironment() throws Exception {
    Program program =
        new Program("child", List.of("bash", "-c", "echo $WORD"), Map.of("WORD", "heard"));

    ChildProcess child = ChildProcess.start(program, folder.resolve("child.log"), followed::add);

    child.onExit().get(10, TimeUnit.SECONDS);
    assertThat(followed).containsExactly("heard");
  }

  private ChildProcess start(String script) throws IOException {
    Program program = new Program("child", List.of("bash", "-c", script), Map.of());
    return ChildProcess.start(program, folder.resolve("child.log"), followed::add);
  }
}
