package org.prunescope.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeMemoryTest {
  /** What libtorch and the libraries below it say, word for word but for sizes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory: you"
            + " tried to allocate 4000000000000 bytes. Error code 12 (Cannot allocate memory)",
        "[enforce fail at alloc_cpu.cpp:83] data. DefaultCPUAllocator: not enough memory: you tried to"
            + " allocate 4000000000000 bytes.",
        "std::bad_alloc",
        "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.11 GiB of"
            + " which 1.06 GiB is free.",
        "CUDA error: out of memory",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "cuDNN error: CUDNN_STATUS_ALLOC_FAILED",
        "cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED"
      })
  void isExhaustedWhereLibtorchSaysSo(String message) {
    assertThat(NativeMemory.isExhausted(new EngineException(message))).isTrue();
    assertThat(NativeMemory.isExhausted(new IllegalStateException("x", new Error(message))))
        .isTrue();
  }

  @Test
  void isNotExhaustedByAnyOtherError() {
    assertThat(NativeMemory.isExhausted(new EngineException("CUDA error: invalid argument")))
        .isFalse();
    assertThat(NativeMemory.isExhausted(new NullPointerException())).isFalse();
  }

  /** In its own words, in case another libtorch has others. */
  @Test
  void isExhaustedByAnArrayThatNoMachineHolds() {
    Throwable thrown;
    try (PtNDManager manager = Libtorch.newManager()) {
      thrown = catchThrowable(() -> manager.zeros(new Shape(1L << 24, 1L << 24)));
    }

    assertThat(thrown).isNotNull();
    assertThat(NativeMemory.isExhausted(thrown)).as(thrown.toString()).isTrue();
  }
}
