package org.prunescope.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.prunescope.contract.event.NumericEnvironment;

/** What the bits of this process's results depend on. */
public final class ThisProcess {
  private ThisProcess() {}

  /**
   * The numeric environment of runs trained or measured here.
   *
   * @param threadsPerRun that libtorch uses for one run, at least 1
   */
  public static NumericEnvironment numericEnvironment(int threadsPerRun) {
    return new NumericEnvironment(
        "cpu",
        instructionSet(),
        "libtorch-" + Libtorch.version(),
        Libtorch.requireThreads(threadsPerRun));
  }

  private static String instructionSet() {
    String architecture = System.getProperty("os.arch");
    return switch (architecture) {
      case "aarch64" -> "neon";
      case "amd64", "x86_64" -> {
        try {
          yield InstructionSet.ofX86(
              Files.readString(Path.of("/proc/cpuinfo")), System.getenv("ATEN_CPU_CAPABILITY"));
        } catch (IOException e) {
          throw new UncheckedIOException("cannot tell the processor's instruction set", e);
        }
      }
      default -> throw new IllegalStateException("no libtorch for processor " + architecture);
    };
  }
}
