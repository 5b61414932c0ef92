package org.prunescope.contract.event;

import java.util.Objects;

/**
 * All that the bytes of a checkpoint may depend on besides its inputs. Within one environment the
 * same segment yields the same bytes; on a GPU nobody has checked that.
 *
 * @param device {@code cpu}, or a GPU's model; {@code cuda} where that is not known
 * @param instructionSet widest vector instructions in use, for instance {@code
 *     avx512-genuineintel}; with those that multiply bfloat16 numbers where a run does that; of a
 *     GPU its compute capability, for instance {@code sm_90}
 * @param library for instance {@code libtorch-2.7.1}, or {@code libtorch-2.7.1-cu128} on a GPU
 * @param threadsPerRun threads that compute one run, at least 1
 */
public record NumericEnvironment(
    String device, String instructionSet, String library, int threadsPerRun) {
  public NumericEnvironment {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(instructionSet, "instructionSet");
    Objects.requireNonNull(library, "library");
  }
}
