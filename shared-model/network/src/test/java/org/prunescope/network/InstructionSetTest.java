package org.prunescope.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prunescope.contract.event.NumericEnvironment;
import org.prunescope.contract.experiment.Precision;

class InstructionSetTest {
  private static final String INTEL =
      """
      processor\t: 0
      vendor_id\t: GenuineIntel
      flags\t\t: fpu fma avx2 avx512f avx512dq avx512bw avx512vl
      """;
  private static final String AMX = INTEL.replace("fpu", "fpu amx_bf16 amx_tile avx512_bf16");
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
  void findsTheInstructionsThatMultiplyBfloat16Numbers() {
    String avx512 = INTEL.replace("avx512vl", "avx512vl avx512_bf16");

    assertThat(InstructionSet.bfloat16OfX86(INTEL, null)).isEmpty();
    assertThat(InstructionSet.bfloat16OfX86(avx512, null)).contains("avx512_bf16");
    assertThat(InstructionSet.bfloat16OfX86(AMX, null)).contains("amx_bf16");
  }

  @ParameterizedTest
  @CsvSource({
    "AVX2,",
    "AVX512_CORE,",
    "avx512_core_vnni,",
    "AVX512_CORE_BF16, avx512_bf16",
    "AVX512_CORE_FP16, avx512_bf16",
    "AVX512_CORE_AMX, amx_bf16",
    "DEFAULT, amx_bf16",
    "nonsense, amx_bf16"
  })
  void countsOnNoInstructionThatOneDnnMayNotUse(String limit, @Nullable String instructions) {
    assertThat(InstructionSet.bfloat16OfX86(AMX, limit))
        .isEqualTo(Optional.ofNullable(instructions));
  }

  @Test
  void refusesToGuess() {
    assertThatIllegalStateException().isThrownBy(() -> InstructionSet.ofX86("processor: 0", null));
  }

  @Test
  void describesThisProcess() {
    NumericEnvironment here = ThisProcess.numericEnvironment(Precision.FLOAT32, 2);

    assertThat(here.device()).isEqualTo("cpu");
    assertThat(here.library()).isEqualTo("libtorch-2.7.1");
    assertThat(here.threadsPerRun()).isEqualTo(2);
    assertThat(here.instructionSet()).doesNotContain("bf16");
  }

  @Test
  void anEnvironmentOfBfloat16NamesTheInstructionsThatMultiplyIt() {
    assumeTrue(ThisProcess.precisions().contains(Precision.BFLOAT16));

    assertThat(ThisProcess.numericEnvironment(Precision.BFLOAT16, 1).instructionSet())
        .endsWith("_bf16");
  }
}
