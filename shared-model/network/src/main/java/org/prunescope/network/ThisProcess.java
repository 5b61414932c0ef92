package org.prunescope.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.NumericEnvironment;
import org.prunescope.contract.experiment.Precision;

/** What the bits of this process's results depend on. */
public final class ThisProcess {
  private static final Optional<String> BFLOAT16 = bfloat16();

  private ThisProcess() {}

  /** In what numbers networks can be trained here. */
  public static Set<Precision> precisions() {
    return BFLOAT16.isPresent()
        ? Set.of(Precision.FLOAT32, Precision.BFLOAT16)
        : Set.of(Precision.FLOAT32);
  }

  /**
   * The numeric environment of runs trained or measured here.
   *
   * @param precision one of {@link #precisions}
   * @param threadsPerRun that libtorch uses for one run, at least 1
   */
  public static NumericEnvironment numericEnvironment(Precision precision, int threadsPerRun) {
    String instructions =
        switch (precision) {
          case FLOAT32 -> instructionSet();
          case BFLOAT16 -> instructionSet() + "-" + BFLOAT16.orElseThrow();
        };
    return new NumericEnvironment(
        "cpu",
        instructions,
        "libtorch-" + Libtorch.version(),
        Libtorch.requireThreads(threadsPerRun));
  }

  private static String instructionSet() {
    String architecture = System.getProperty("os.arch");
    return switch (architecture) {
      case "aarch64" -> "neon";
      case "amd64", "x86_64" ->
          InstructionSet.ofX86(cpuInfo(), System.getenv("ATEN_CPU_CAPABILITY"));
      default -> throw new IllegalStateException("no libtorch for processor " + architecture);
    };
  }

  private static Optional<String> bfloat16() {
    return switch (System.getProperty("os.arch")) {
      case "amd64", "x86_64" -> InstructionSet.bfloat16OfX86(cpuInfo(), oneDnnLimit());
      default -> Optional.empty();
    };
  }

  /** oneDNN looks for the name that it had before where the first says nothing. */
  private static @Nullable String oneDnnLimit() {
    String limit = System.getenv("ONEDNN_MAX_CPU_ISA");
    return limit == null || limit.isEmpty() ? System.getenv("DNNL_MAX_CPU_ISA") : limit;
  }

  private static String cpuInfo() {
    try {
      return Files.readString(Path.of("/proc/cpuinfo"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot tell the processor's instruction set", e);
    }
  }
}
