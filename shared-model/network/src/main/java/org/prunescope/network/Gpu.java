package org.prunescope.network;

import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The GPU that networks compute on, as far as the driver and CUDA say. */
final class Gpu {
  /** The NVIDIA driver's, with a folder for each GPU. */
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/gpus");

  private static final String MODEL = "Model:";

  private Gpu() {}

  /** Its model, such as {@code NVIDIA H100 80GB HBM3}; {@code cuda} where that is not known. */
  static String model() {
    return modelIn(DRIVER);
  }

  /**
   * The same.
   *
   * @param gpus holds a folder for each GPU, in which the file {@code information} names its model;
   *     need not exist. Where models differ, which one CUDA shows is not known
   */
  static String modelIn(Path gpus) {
    if (!Files.isDirectory(gpus)) {
      return "cuda";
    }
    try (Stream<Path> folders = Files.list(gpus)) {
      List<String> lines = new ArrayList<>();
      for (Path folder : folders.toList()) {
        lines.addAll(Files.readAllLines(folder.resolve("information")));
      }
      List<String> models =
          lines.stream()
              .filter(line -> line.startsWith(MODEL))
              .map(line -> line.substring(MODEL.length()).strip())
              .distinct()
              .toList();
      return models.size() == 1 ? models.getFirst() : "cuda";
    } catch (IOException e) {
      throw new UncheckedIOException("cannot tell the GPU's model", e);
    }
  }

  /** What its kernels are compiled for, such as {@code sm_90}. */
  static String architecture() {
    return "sm_" + CudaUtils.getComputeCapability(0);
  }

  /** The CUDA runtime's version, such as {@code cu128}. */
  static String runtime() {
    return "cu" + CudaUtils.getCudaVersionString();
  }
}
