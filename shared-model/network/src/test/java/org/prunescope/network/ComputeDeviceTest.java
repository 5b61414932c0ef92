package org.prunescope.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComputeDeviceTest {
  @TempDir Path gpus;

  @Test
  void aGpuThatIsNotThereIsRefusedByTheOptionsName() {
    assumeFalse(Libtorch.hasGpu());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ThisProcess.computeOn(ComputeDevice.GPU, "prunescope.trainer.device"))
        .withMessageContaining("prunescope.trainer.device must be cpu, not gpu");
  }

  @Test
  void theProcessorIsTheDefaultAndMayBeChosenAgain() {
    assertThat(ThisProcess.device()).isEqualTo(ComputeDevice.CPU);

    assertThatCode(() -> ThisProcess.computeOn(ComputeDevice.CPU, "--device"))
        .doesNotThrowAnyException();
  }

  @Test
  void aGpusModelIsWhatItsDriverSays() throws IOException {
    information("0000:01:00.0", "Model: \t\t NVIDIA H100 80GB HBM3\nIRQ: 18\n");
    information("0000:02:00.0", "Model: \t\t NVIDIA H100 80GB HBM3\nIRQ: 19\n");

    assertThat(Gpu.modelIn(gpus)).isEqualTo("NVIDIA H100 80GB HBM3");
  }

  @Test
  void aGpusModelIsCudaWhereItIsNotKnown() throws IOException {
    assertThat(Gpu.modelIn(gpus.resolve("none"))).isEqualTo("cuda");
    assertThat(Gpu.modelIn(gpus)).isEqualTo("cuda");

    information("0000:01:00.0", "Model: NVIDIA A10\n");
    information("0000:02:00.0", "Model: NVIDIA T4\n");

    assertThat(Gpu.modelIn(gpus)).isEqualTo("cuda");
  }

  private void information(String gpu, String text) throws IOException {
    Files.writeString(Files.createDirectory(gpus.resolve(gpu)).resolve("information"), text);
  }
}
