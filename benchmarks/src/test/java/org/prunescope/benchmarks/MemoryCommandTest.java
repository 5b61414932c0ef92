package org.prunescope.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ExitCode;

class MemoryCommandTest {
  private final StringWriter output = new StringWriter();

  @Test
  @EnabledOnOs(OS.LINUX)
  void saysWhatTheProcessHoldsOnTheWayAndAtMost() {
    int status = run("--depth=10", "--widen=1", "--images=4", "--steps=12", "--threads=1");

    assertThat(status).isZero();
    assertThat(output.toString())
        .startsWith("WRN-10-1, cross-entropy, 4 images a step, 12 steps, 1 threads\n")
        .containsPattern("after +1 steps 0?[0-9.]+ GiB\n")
        .containsPattern("after +12 steps [0-9.]+ GiB\n")
        .containsPattern("farthest from the first reading [0-9.]+ %, most ever held [0-9.]+ GiB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--task=inference", "--steps=9", "--threads=0", "--images=1"})
  void refusesWhatCannotBeWatched(String option) {
    assertThat(run(option)).isEqualTo(ExitCode.USAGE);
    assertThat(output.toString()).contains("must be");
  }

  private int run(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "memory";
    System.arraycopy(options, 0, arguments, 1, options.length);
    PrintWriter writer = new PrintWriter(output);
    return Benchmarks.commandLine().setOut(writer).setErr(writer).execute(arguments);
  }
}
