package org.prunescope.benchmarks.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class AssignmentCommandTest {
  /** What is promised of the published grid, whichever way the trainers have joined. */
  @ParameterizedTest
  @CsvSource({"64, 8, 0.95", "64, 64, 0.90", "48, 12, 0.98", "48, 48, 0.98", "60, 5, 0.98"})
  void thePublishedGridKeepsItsTrainersBusy(int partitions, int trainers, double ratio) {
    StringWriter output = new StringWriter();

    assertThat(run(output, "--partitions=" + partitions, "--trainers=" + trainers, "--hashings=1"))
        .isZero();

    Matcher planned =
        Pattern.compile("planned .*ratio (\\S+) .*ratio (\\S+)\\s").matcher(output.toString());
    assertThat(planned.find()).isTrue();
    assertThat(Double.parseDouble(planned.group(1))).isBetween(ratio, 1.);
    assertThat(Double.parseDouble(planned.group(2))).isBetween(ratio, 1.);
  }

  /** Both orders of the trainers' joining; the work is 14,429 hours by the default speeds. */
  @Test
  void oneTrainerIsTheIdealWhateverTheRule() {
    StringWriter output = new StringWriter();

    assertThat(run(output, "--trainers=1", "--hashings=1")).isZero();

    assertThat(output.toString())
        .contains("corti-2022: 660 runs of 22 variants on 64 partitions")
        .contains("14429.3 h of training, the longest chain 50.8 h")
        .containsPattern(" 1 +14429.3 +planned +14429.3 +ratio 1.000 +14429.3 +ratio 1.000")
        .containsPattern(" 1 +14429.3 +hashed +14429.3 +ratio 1.000 +14429.3 +ratio 1.000");
  }

  @Test
  void theSameQuestionHasTheSameAnswer() {
    StringWriter first = new StringWriter();
    StringWriter second = new StringWriter();

    run(first, "--preset=quickstart", "--trainers=3,4", "--partitions=16", "--decision=0.1");
    run(second, "--preset=quickstart", "--trainers=3,4", "--partitions=16", "--decision=0.1");

    assertThat(first.toString()).isEqualTo(second.toString()).contains("quickstart: 25 runs");
  }

  @ParameterizedTest
  @CsvSource({
    "--trainers=0",
    "--partitions=0",
    "--preset=none",
    "--contrastive=0",
    "--overhead=-1",
    "--hashings=0",
    "--decision=-1"
  })
  void refusesWhatMakesNoSense(String option) {
    assertThat(run(new StringWriter(), option)).isNotZero();
  }

  private static int run(StringWriter output, String... options) {
    return new CommandLine(new AssignmentCommand())
        .setOut(new PrintWriter(output))
        .setErr(new PrintWriter(new StringWriter()))
        .execute(options);
  }
}
