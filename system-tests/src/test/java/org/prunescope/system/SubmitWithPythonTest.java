package org.prunescope.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.system.Python.Result;

/** The documentation's script submits an experiment, waits for it, and draws what came out. */
@ExtendWith(RunningStack.Provider.class)
class SubmitWithPythonTest {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

  @TempDir Path folder;

  @Test
  void theExampleSubmitsWaitsPrintsAndPlots(RunningStack running) throws Exception {
    Python python = Python.with("requests", "pandas", "matplotlib");
    Path request = folder.resolve("experiment.json");
    Path plot = folder.resolve("plot.png");
    Files.writeString(request, RunningStack.request("tiny.json").toString());

    Result result =
        python.run(
            "docs/examples/submit_and_plot.py",
            running.stack().gateway().toString(),
            request.toString(),
            plot.toString());

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("MEASURED", "cross-entropy_dense", "accuracy_mean");
    assertThat(Arrays.copyOf(Files.readAllBytes(plot), PNG.length)).isEqualTo(PNG);
  }

  @Test
  void aRefusalIsShownInTheGatewaysWords(RunningStack running) throws Exception {
    Python python = Python.with("requests", "pandas", "matplotlib");
    Path request = folder.resolve("experiment.json");
    Files.writeString(request, "{\"preset\": \"nothing\"}", StandardCharsets.UTF_8);

    Result result =
        python.run(
            "docs/examples/submit_and_plot.py",
            running.stack().gateway().toString(),
            request.toString(),
            folder.resolve("plot.png").toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).contains("400: preset").doesNotContain("Traceback");
  }
}
