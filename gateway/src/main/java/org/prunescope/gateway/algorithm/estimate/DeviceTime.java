package org.prunescope.gateway.algorithm.estimate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.network.Architecture;
import org.prunescope.gateway.algorithm.estimate.PlanWork.PhaseWork;
import org.prunescope.gateway.algorithm.estimate.PlanWork.VariantWork;

/**
 * How long a plan trains, from speeds that were measured here.
 *
 * <p>A phase takes the speed of the same architecture, learning, batch size, threads and precision;
 * where that was never measured, the nearest batch size; where that was not either, a measured
 * speed scaled by multiply-adds: one forward pass an image for a linear probe, three for all else.
 * Speeds of another number of threads or another precision say nothing.
 *
 * @param hours of devices that each train one run after another; pruning and measuring are not in
 *     them. Null where nothing to go by was measured
 * @param basis the speed that each kind of phase is taken to have, and where it comes from
 * @param reason why there is no estimate; null where there is one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceTime(@Nullable Hours hours, List<Basis> basis, @Nullable String reason) {
  private static final double SECONDS = 3600;

  public DeviceTime {
    basis = List.copyOf(basis);
  }

  /** Hours without and with sharing; never null where there are any. */
  public record Hours(double withoutSharing, double withSharing) {
    /** Those that the request asks for. */
    public double of(Experiment request) {
      return request.shareTrunks() ? withSharing : withoutSharing;
    }
  }

  /**
   * What the estimate rests on.
   *
   * @param from in words
   */
  public record Basis(LearningKind learning, int batchSize, double imagesPerSecond, String from) {}

  private record Kind(LearningKind learning, int batchSize) {}

  /** The time of this work, which the request comes to, with these speeds. */
  public static DeviceTime of(Experiment request, PlanWork work, List<MeasuredSpeed> speeds) {
    Map<Kind, Basis> bases = new LinkedHashMap<>();
    double without = 0;
    double with = 0;
    for (VariantWork variant : work.perVariant()) {
      for (PhaseWork phase : variant.phases()) {
        Kind kind = new Kind(phase.learning(), phase.batchSize());
        if (!bases.containsKey(kind)) {
          Optional<Basis> basis = basis(request, kind, speeds);
          if (basis.isEmpty()) {
            return unknown(request.threadsPerRun(), request.precision());
          }
          bases.put(kind, basis.get());
        }
        double seconds = variant.runs() / bases.get(kind).imagesPerSecond;
        without += phase.images().withoutSharing() * seconds;
        with += phase.images().withSharing() * seconds;
      }
    }
    return new DeviceTime(
        new Hours(without / SECONDS, with / SECONDS), new ArrayList<>(bases.values()), null);
  }

  private static DeviceTime unknown(int threads, Precision precision) {
    return new DeviceTime(
        null,
        List.of(),
        "No run has been trained here in %s with %d %s yet, so no speed is known to estimate by."
            .formatted(precision.text(), threads, threads == 1 ? "thread" : "threads"));
  }

  private static Optional<Basis> basis(Experiment request, Kind kind, List<MeasuredSpeed> speeds) {
    return speeds.stream()
        .filter(speed -> speed.threads() == request.threadsPerRun())
        .filter(speed -> speed.precision() == request.precision())
        .min(nearest(request.architecture(), kind))
        .map(speed -> basis(request.architecture(), kind, speed));
  }

  /** The same network first, of these the same learning, of these the nearest batch size. */
  private static Comparator<MeasuredSpeed> nearest(Architecture architecture, Kind kind) {
    return Comparator.<MeasuredSpeed, Boolean>comparing(speed -> !isOf(speed, architecture))
        .thenComparing(speed -> speed.learning() != kind.learning)
        .thenComparingDouble(
            speed -> ratio(speed.architecture().multiplyAdds(), architecture.multiplyAdds()))
        .thenComparingDouble(speed -> ratio(speed.batchSize(), kind.batchSize))
        .thenComparing(MeasuredSpeed::learning)
        .thenComparingInt(MeasuredSpeed::batchSize)
        .thenComparing(speed -> speed.architecture().displayName());
  }

  private static Basis basis(Architecture architecture, Kind kind, MeasuredSpeed speed) {
    double cost = kind.learning.costOfAnImage(architecture);
    boolean same = isOf(speed, architecture) && speed.learning() == kind.learning;
    double imagesPerSecond =
        same ? speed.imagesPerSecond() : speed.imagesPerSecond() * speed.costOfAnImage() / cost;
    String measured =
        "measured here: %s, %s, batches of %d, median of %d %s"
            .formatted(
                speed.architecture().displayName(),
                speed.learning().text(),
                speed.batchSize(),
                speed.segments(),
                speed.segments() == 1 ? "segment" : "segments");
    return new Basis(
        kind.learning,
        kind.batchSize,
        imagesPerSecond,
        same ? measured : measured + "; scaled by multiply-adds");
  }

  private static boolean isOf(MeasuredSpeed speed, Architecture architecture) {
    return speed.architecture().equals(architecture);
  }

  /** How many times one is the other, at least 1. */
  private static double ratio(long one, long other) {
    return Math.max((double) one / other, (double) other / one);
  }
}
