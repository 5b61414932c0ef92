package org.prunescope.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.network.ThisProcess;

class TrainingCommandTest {
  private static final List<String> TINY =
      List.of("training", "--depth=10", "--widen=1", "--rounds=1", "--threads=1");
  private static final String SPEED = "[0-9]+ images/s \\([0-9]+ to [0-9]+\\)";

  @TempDir Path folder;

  @Test
  void timesUpdatesInferenceAndAugmentationAlone() {
    StringWriter output = new StringWriter();

    assertThat(run(output, List.of("--only=cross-entropy,inference"))).isZero();

    assertThat(output.toString())
        .contains("WRN-10-1", "1 threads, on cpu")
        .containsPattern("cross-entropy, 128 images a step\n  Prunescope " + SPEED)
        .containsPattern("inference, 512 images a step with taps\n  Prunescope " + SPEED)
        .containsPattern("with CROP_FLIP augmentation " + SPEED + "  ratio .* 0?[0-9.]+")
        .containsPattern(
            ThisProcess.precisions().contains(Precision.BFLOAT16)
                ? "bfloat16 " + SPEED + "  ratio to float32 [0-9.]+"
                : "bfloat16: not here")
        .containsPattern("augmentation alone " + SPEED)
        .containsPattern("2 runs side by side, one thread each: [0-9.]+ .* times one run");
  }

  @Test
  void takesTurnsWithPyTorchInBothSettings() throws IOException {
    // given a PyTorch that takes 2 s for 4 updates of 128 images, and is missing in its defaults
    Path script = folder.resolve("peers.sh");
    Files.writeString(
        script,
        """
        echo "depth $1, widen $2, $3 threads, $4"
        while read -r task images steps settings; do
          case "$task $images $steps $settings" in
            "cross-entropy 128 4 channels-last") echo 2 ;;
            "cross-entropy 128 4 bfloat16") echo 1 ;;
            *) echo "missing it" ;;
          esac
        done
        """);
    StringWriter output = new StringWriter();

    // when
    int status =
        run(output, List.of("--only=cross-entropy", "--peers=sh", "--peer-script=" + script));

    // then
    assertThat(status).isZero();
    assertThat(output.toString())
        .contains("depth 10, widen 1, 1 threads, cpu")
        .containsPattern(
            "channels-last.* 256 images/s \\(256 to 256\\) +Prunescope "
                + SPEED
                + "  ratio [0-9.]+")
        .containsPattern("defaults +not installed");
    if (ThisProcess.precisions().contains(Precision.BFLOAT16)) {
      assertThat(output.toString())
          .containsPattern(
              "PyTorch, bfloat16.* 512 images/s \\(512 to 512\\) +Prunescope " + SPEED);
    }
  }

  @Test
  void refusesWhatCannotBeTimed() {
    assertThat(run(new StringWriter(), List.of("--rounds=0"))).isNotZero();
    assertThat(run(new StringWriter(), List.of("--depth=11"))).isNotZero();
    assertThat(run(new StringWriter(), List.of("--device=tpu"))).isNotZero();
  }

  private static int run(StringWriter output, List<String> more) {
    List<String> arguments = new ArrayList<>(TINY);
    more.forEach(
        option -> {
          arguments.removeIf(known -> known.startsWith(option.replaceFirst("=.*", "=")));
          arguments.add(option);
        });
    return Benchmarks.commandLine()
        .setOut(new PrintWriter(output))
        .setErr(new PrintWriter(new StringWriter()))
        .execute(arguments.toArray(String[]::new));
  }
}
