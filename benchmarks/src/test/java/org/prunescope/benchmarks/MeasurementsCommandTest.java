package org.prunescope.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.metrics.algorithm.NeighbourSearch;

class MeasurementsCommandTest {
  private static final List<String> TINY =
      List.of(
          "measurements", "--support=40", "--queries=3", "--models=2", "--samples=5", "--rounds=1");

  @TempDir Path folder;

  @Test
  void timesEveryTaskAlone() {
    StringWriter output = new StringWriter();

    assertThat(run(output, List.of())).isZero();

    assertThat(output.toString())
        .contains("prediction depth's k-NN part: 40 support, 3 queries")
        .contains("pruning-identified exemplars: two populations of 2 x 5")
        .contains("Q-Score: 2 x 5 x 128")
        .containsPattern("Prunescope +[0-9.]+ ms");
  }

  @Test
  void takesTurnsWithItsPeersAndCountsDifferingResults() throws IOException {
    // given a peer that finds no exemplar and has nothing else
    Path script = folder.resolve("peers.sh");
    Files.writeString(
        script,
        """
        test -s "$1/shape.json" && test -s "$1/support-15.f32" && echo "versions of $2 threads"
        while read -r task peer result; do
          case $peer in
            vectorised) head -c 40 /dev/zero > "$result"; echo 0.5 ;;
            *) echo "missing it" ;;
          esac
        done
        """);
    StringWriter output = new StringWriter();

    // when
    int status =
        run(output, List.of("--only=pie", "--peers=sh", "--peer-script=" + script, "--threads=2"));

    // then
    assertThat(status).isZero();
    long exemplars = Arrays.stream(exemplars()).filter(value -> value == 1).count();
    assertThat(output.toString())
        .contains("versions of 2 threads")
        .containsPattern("vectorised +500.0 ms \\(500.0 to 500.0\\) +Prunescope [0-9.]+ ms")
        .contains("differing results " + exemplars)
        .containsPattern("sample-by-sample +not installed");
  }

  @Test
  void refusesSizesBelowOne() {
    assertThat(run(new StringWriter(), List.of("--support=0"))).isNotZero();
  }

  private static double[] exemplars() {
    return Task.PIE.run(MadeData.of(new Sizes(40, 3, 2, 5), 1), new NeighbourSearch(1, 1 << 20));
  }

  private static int run(StringWriter output, List<String> more) {
    List<String> arguments = new ArrayList<>(TINY);
    arguments.addAll(more);
    return Benchmarks.commandLine()
        .setOut(new PrintWriter(output))
        .setErr(new PrintWriter(new StringWriter()))
        .execute(arguments.toArray(String[]::new));
  }
}
