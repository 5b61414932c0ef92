package org.prunescope.contract.event;

import java.util.Objects;

/**
 * All that the bytes of a checkpoint may depend on besides its inputs. Within one environment the
 * same segment yields the same bytes.
 *
 * @param device {@code cpu}, or a GPU's model
 * @param instructionSet widest vector instructions in use, for instance {@code
 *     avx512-genuineintel}; with those that multiply bfloat16 numbers where a run does that
 * @param library for instance {@code libtorch-2.7.1}
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
