package org.prunescope.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.NumericEnvironment;
import org.prunescope.contract.experiment.Precision;

/** What this process computes networks on, and what the bits of its results depend on. */
public final class ThisProcess {
  private static final Optional<String> BFLOAT16 = bfloat16();

  /** Null until it was chosen or asked for; it never changes after that. */
  private static final AtomicReference<@Nullable ComputeDevice> DEVICE = new AtomicReference<>();

  private ThisProcess() {}

  /**
   * Chooses what all networks of this process are computed on, before the first of them. Unless it
   * is chosen that is the processor.
   *
   * @param option that the device was asked for by, for the message
   * @throws IllegalArgumentException where libtorch does not find this device
   * @throws IllegalStateException where it is too late
   */
  public static void computeOn(ComputeDevice device, String option) {
    if (device == ComputeDevice.GPU && !Libtorch.hasGpu()) {
      throw new IllegalArgumentException(
          "%s must be cpu, not gpu: libtorch finds no CUDA device here. It takes an NVIDIA GPU and a build with -Pcuda"
              .formatted(option));
    }
    if (!DEVICE.compareAndSet(null, device) && DEVICE.get() != device) {
      throw new IllegalStateException(
          "%s is %s, but networks are computed on %s already"
              .formatted(option, device, DEVICE.get()));
    }
  }

  static ComputeDevice device() {
    DEVICE.compareAndSet(null, ComputeDevice.CPU);
    return Objects.requireNonNull(DEVICE.get());
  }

  /** In what numbers networks can be trained here. On a GPU only one was ever thought of. */
  public static Set<Precision> precisions() {
    return BFLOAT16.isPresent() && device() == ComputeDevice.CPU
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
    Libtorch.requireThreads(threadsPerRun);
    String library = "libtorch-" + Libtorch.version();
    return switch (device()) {
      case CPU -> new NumericEnvironment("cpu", instructions(precision), library, threadsPerRun);
      case GPU ->
          new NumericEnvironment(
              Gpu.model(), Gpu.architecture(), library + "-" + Gpu.runtime(), threadsPerRun);
    };
  }

  private static String instructions(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> instructionSet();
      case BFLOAT16 -> instructionSet() + "-" + BFLOAT16.orElseThrow();
    };
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
