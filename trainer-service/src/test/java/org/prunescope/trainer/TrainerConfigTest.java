package org.prunescope.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.prunescope.network.ComputeDevice;

class TrainerConfigTest {
  @Test
  void trainsOnTheProcessorUnlessAskedOtherwise() {
    assertThat(read(new SmallRyeConfigBuilder()).trainer().device()).isEqualTo(ComputeDevice.CPU);
    assertThat(read(device("gpu")).trainer().device()).isEqualTo(ComputeDevice.GPU);
  }

  @Test
  void refusesADeviceThatIsNoneAndSaysWhichThereAre() {
    assertThatThrownBy(() -> read(device("tpu")))
        .hasMessageContaining("prunescope.trainer.device")
        .hasMessageContaining("tpu")
        .hasMessageContaining("cpu")
        .hasMessageContaining("gpu");
  }

  private static SmallRyeConfigBuilder device(String device) {
    return new SmallRyeConfigBuilder().withDefaultValue("prunescope.trainer.device", device);
  }

  private static TrainerConfig read(SmallRyeConfigBuilder builder) {
    return builder
        .withMapping(TrainerConfig.class)
        .withDefaultValue("prunescope.data-sets.folder", "data-sets")
        .build()
        .getConfigMapping(TrainerConfig.class);
  }
}
