package org.prunescope.benchmarks.assignment;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.prunescope.benchmarks.assignment.TrainerGroup.Joining;
import org.prunescope.benchmarks.command.BenchmarkCommand;
import org.prunescope.benchmarks.command.TrainerSpeeds;
import org.prunescope.contract.experiment.DataSetSpec;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Plan;
import org.prunescope.gateway.algorithm.ExperimentPlanner;
import org.prunescope.gateway.request.ExperimentReader;
import org.prunescope.gateway.request.Preset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Simulates a preset on several numbers of trainers, as planned and with runs hashed. */
@Command(
    name = "assignment",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Simulates a preset's segments on so many trainers: makespan against the ideal, for the"
            + " partitions that the planner gives the runs and for partitions by hashing. Nothing"
            + " is trained.")
public final class AssignmentCommand extends BenchmarkCommand {
  private static final double HOUR = 3600;
  private static final int CIFAR_10 = 50_000;
  private static final int CLASSES = 10;

  @Option(names = "--preset", paramLabel = "NAME")
  private String preset = "corti-2022";

  @Option(names = "--trainers", paramLabel = "N", split = ",", description = "each at least 1")
  private List<Integer> trainers = List.of(1, 5, 8, 12, 48, 64);

  @Option(names = "--partitions", paramLabel = "N", description = "of every topic, 1 to 1024")
  private int partitions = 64;

  @Mixin private final TrainerSpeeds speeds = new TrainerSpeeds();

  @Option(
      names = "--overhead",
      paramLabel = "SECONDS",
      description = "of a segment, beside its training")
  private double overhead;

  @Option(
      names = "--decision",
      paramLabel = "SECONDS",
      description = "from a segment's end to the next one in its partition")
  private double decision;

  @Option(
      names = "--hashings",
      paramLabel = "N",
      description = "experiment ids whose keys are hashed; the median counts")
  private int hashings = 9;

  @Override
  public Integer call() {
    check(partitions >= 1 && partitions <= 1024, "--partitions must be 1 to 1024");
    check(trainers.stream().allMatch(number -> number >= 1), "--trainers must be at least 1");
    check(hashings >= 1, "--hashings must be at least 1");
    check(decision >= 0, "--decision must be at least 0");
    check(
        overhead >= 0 && !Double.isInfinite(overhead), "--overhead must be at least 0 and finite");
    check(speeds.areSound(), "--cross-entropy, --contrastive, --linear-probe must be above 0");
    SegmentTimes times = new SegmentTimes(speeds, overhead);
    Experiment request = request();
    List<Plan> plans =
        IntStream.range(0, hashings).mapToObj(i -> plan("assignment-" + i, request)).toList();
    Workload workload = Workload.of(plans.getFirst(), times);
    describe(plans.getFirst(), workload);
    for (int number : trainers) {
      double ideal = workload.idealSeconds(number);
      line(number, ideal, "planned", spans(workload, number, List.of(planned(plans))));
      line(number, ideal, "hashed", spans(workload, number, hashed(plans)));
    }
    return 0;
  }

  private Experiment request() {
    Preset found =
        Preset.named(preset)
            .orElseThrow(() -> new ParameterException(commandLine(), "no preset " + preset));
    return ExperimentReader.read(found);
  }

  private Plan plan(String id, Experiment request) {
    int trainSamples =
        switch (request.dataSet()) {
          case DataSetSpec.Shapes shapes -> shapes.trainSamples();
          case DataSetSpec.Cifar10 cifar ->
              cifar.trainSamples() == 0 ? CIFAR_10 : cifar.trainSamples();
          case DataSetSpec.ImageFolder folder ->
              throw new ParameterException(
                  commandLine(),
                  "--preset must name one whose data set has a known size, not an image folder");
        };
    return ExperimentPlanner.plan(
        new ExperimentId(id),
        request,
        new DataSetFingerprint(
            "0".repeat(64), Collections.nCopies(CLASSES, "class"), trainSamples, CLASSES),
        Collections.nCopies(partitions, 0L));
  }

  private static List<Integer> planned(List<Plan> plans) {
    return Rule.PLANNED.partitions(plans.getFirst());
  }

  private static List<List<Integer>> hashed(List<Plan> plans) {
    return plans.stream().map(Rule.HASHED::partitions).toList();
  }

  /** Makespans of each placing, ascending, by how the trainers have joined. */
  private Map<Joining, List<Double>> spans(
      Workload workload, int number, List<List<Integer>> placings) {
    Map<Joining, List<Double>> spans = new EnumMap<>(Joining.class);
    for (Joining joining : Joining.values()) {
      List<Integer> owners = TrainerGroup.trainerOfEach(partitions, number, joining);
      spans.put(
          joining,
          placings.stream()
              .map(placing -> Simulation.makespan(workload, placing, owners, decision))
              .sorted()
              .toList());
    }
    return spans;
  }

  private void describe(Plan plan, Workload workload) {
    out(
        "%s: %d runs of %d variants on %d partitions"
            .formatted(preset, plan.runs().size(), plan.variants().size(), partitions));
    out(
        "segment times by %s, %.1f s overhead; %.1f s to the next"
            .formatted(speeds, overhead, decision));
    out(
        "%.1f h of training, the longest chain %.1f h"
            .formatted(workload.totalSeconds() / HOUR, workload.longestChainSeconds() / HOUR));
    out("ratio: ideal / makespan, of hashing the median (least to greatest); hours");
    out("trainers     ideal  rule     joined together                     joined one by one");
  }

  private void line(int number, double ideal, String rule, Map<Joining, List<Double>> spans) {
    out(
        "%8d %9.1f  %-8s %-35s %s"
            .formatted(
                number,
                ideal / HOUR,
                rule,
                text(ideal, Objects.requireNonNull(spans.get(Joining.TOGETHER))),
                text(ideal, Objects.requireNonNull(spans.get(Joining.ONE_BY_ONE)))));
  }

  private static String text(double ideal, List<Double> ascending) {
    double median = ascending.get(ascending.size() / 2);
    String text = "%9.1f  ratio %.3f".formatted(median / HOUR, ideal / median);
    return ascending.size() == 1
        ? text
        : "%s (%.3f to %.3f)"
            .formatted(text, ideal / ascending.getLast(), ideal / ascending.getFirst());
  }
}
