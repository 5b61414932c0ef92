package org.prunescope.network;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The vector instructions that libtorch's kernels are compiled for and that it picks on a
 * processor, by the rules of its own dispatch; with the maker on x86, since MKL's and oneDNN's
 * kernels differ by it.
 */
final class InstructionSet {
  private static final List<String> AVX512 = List.of("avx512vl", "avx512bw", "avx512dq", "fma");
  private static final List<String> AVX2 = List.of("avx2", "fma");

  private InstructionSet() {}

  /**
   * The name for an x86 processor, such as {@code avx512-genuineintel}.
   *
   * @param cpuInfo as Linux gives it in {@code /proc/cpuinfo}
   * @param override the environment's {@code ATEN_CPU_CAPABILITY}, which libtorch obeys
   */
  static String ofX86(String cpuInfo, @Nullable String override) {
    String maker = field(cpuInfo, "vendor_id").toLowerCase(Locale.ROOT);
    Set<String> flags =
        Arrays.stream(field(cpuInfo, "flags").split("\\s+")).collect(Collectors.toSet());
    return capability(flags, override) + "-" + maker;
  }

  private static String capability(Set<String> flags, @Nullable String override) {
    if (override != null && Set.of("avx512", "avx2", "default").contains(override)) {
      return override;
    }
    if (flags.containsAll(AVX512)) {
      return "avx512";
    }
    return flags.containsAll(AVX2) ? "avx2" : "default";
  }

  private static String field(String cpuInfo, String name) {
    return cpuInfo
        .lines()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .orElseThrow(() -> new IllegalStateException("/proc/cpuinfo has no " + name));
  }
}
