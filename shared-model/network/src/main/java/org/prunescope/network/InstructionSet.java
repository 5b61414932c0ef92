package org.prunescope.network;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

  /** The faster first, which oneDNN prefers. */
  private static final List<String> BFLOAT16 = List.of("amx_bf16", "avx512_bf16");

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
    return capability(flags(cpuInfo), override) + "-" + maker;
  }

  /**
   * The instructions by which oneDNN multiplies bfloat16 numbers on an x86 processor; empty where
   * it has none and would be slower than in single precision.
   *
   * @param cpuInfo as Linux gives it in {@code /proc/cpuinfo}
   * @param limit the environment's {@code ONEDNN_MAX_CPU_ISA}, which oneDNN obeys
   */
  static Optional<String> bfloat16OfX86(String cpuInfo, @Nullable String limit) {
    Set<String> allowed = allowedBfloat16(limit);
    Set<String> flags = flags(cpuInfo);
    return BFLOAT16.stream().filter(flags::contains).filter(allowed::contains).findFirst();
  }

  /** oneDNN does not mind the case, and takes a name that it does not know for no limit. */
  private static Set<String> allowedBfloat16(@Nullable String limit) {
    return switch (limit == null ? "" : limit.toLowerCase(Locale.ROOT)) {
      case "sse41", "avx", "avx2", "avx2_vnni", "avx2_vnni_2", "avx512_core", "avx512_core_vnni" ->
          Set.of();
      case "avx512_core_bf16", "avx512_core_fp16", "avx10_1_512" -> Set.of("avx512_bf16");
      default -> Set.copyOf(BFLOAT16);
    };
  }

  private static Set<String> flags(String cpuInfo) {
    return Arrays.stream(field(cpuInfo, "flags").split("\\s+")).collect(Collectors.toSet());
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
