package org.prunescope.network;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** The memory that libtorch allocates, a processor's or a GPU's. */
public final class NativeMemory {
  /** In lower case: libtorch says so in words only. */
  private static final List<String> WORDS =
      List.of(
          // DefaultCPUAllocator, on Linux and elsewhere; C++.
          "can't allocate memory",
          "cannot allocate memory",
          "not enough memory",
          "bad_alloc",
          // CUDA's allocator and driver.
          "out of memory",
          // cuBLAS and cuDNN, which allocate themselves.
          "status_alloc_failed",
          "device_allocation_failed",
          "host_allocation_failed");

  private NativeMemory() {}

  /** Whether this was thrown because there was not enough of it. */
  public static boolean isExhausted(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
        .map(each -> Objects.requireNonNullElse(each.getMessage(), "").toLowerCase(Locale.ROOT))
        .anyMatch(message -> WORDS.stream().anyMatch(message::contains));
  }
}
