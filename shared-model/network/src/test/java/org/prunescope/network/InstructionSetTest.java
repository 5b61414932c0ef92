package org.prunescope.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.prunescope.contract.event.NumericEnvironment;

class InstructionSetTest {
  private static final String INTEL =
      """
      processor\t: 0
      vendor_id\t: GenuineIntel
      flags\t\t: fpu fma avx2 avx512f avx512dq avx512bw avx512vl
      """;
  private static final String AMD =
      """
      processor\t: 0
      vendor_id\t: AuthenticAMD
      flags\t\t: fpu fma avx avx2
      """;

  @Test
  void namesTheWidestInstructionsAndTheMaker() {
    assertThat(InstructionSet.ofX86(INTEL, null)).isEqualTo("avx512-genuineintel");
    assertThat(InstructionSet.ofX86(AMD, null)).isEqualTo("avx2-authenticamd");
  }

  @Test
  void needsAllOfAvx512() {
    String partial = INTEL.replace("avx512vl", "");

    assertThat(InstructionSet.ofX86(partial, null)).isEqualTo("avx2-genuineintel");
  }

  @Test
  void obeysTheEnvironmentAsLibtorchDoes() {
    assertThat(InstructionSet.ofX86(INTEL, "avx2")).isEqualTo("avx2-genuineintel");
    assertThat(InstructionSet.ofX86(INTEL, "nonsense")).isEqualTo("avx512-genuineintel");
  }

  @Test
  void refusesToGuess() {
    assertThatIllegalStateException().isThrownBy(() -> InstructionSet.ofX86("processor: 0", null));
  }

  @Test
  void describesThisProcess() {
    NumericEnvironment here = ThisProcess.numericEnvironment(2);

    assertThat(here.device()).isEqualTo("cpu");
    assertThat(here.library()).isEqualTo("libtorch-2.7.1");
    assertThat(here.threadsPerRun()).isEqualTo(2);
  }
}
