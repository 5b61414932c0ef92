package org.prunescope.benchmarks.stack;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.prunescope.benchmarks.Spread;
import org.prunescope.benchmarks.command.BenchmarkCommand;
import org.prunescope.benchmarks.command.NetworkOptions;
import org.prunescope.benchmarks.command.TrainerSpeeds;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.network.WideResNet;
import org.prunescope.gateway.request.ExperimentReader;
import org.prunescope.gateway.request.Preset;
import org.prunescope.standalone.stack.Stack;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times the way from a trained checkpoint through its mask to the next segment's first update. */
@Command(
    name = "loop",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Times the way from a trained checkpoint through its mask to the next segment's first"
            + " update, on real Kafka, PostgreSQL and services.")
public final class LoopCommand extends BenchmarkCommand {
  /** Small, for a warm stack is what takes time here. */
  private static final int BATCH = 16;

  @Option(names = "--masks", paramLabel = "N", description = "that are timed")
  private int masks = 40;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description =
          "masks before those, for services that have just started interpret what is compiled later;"
              + " the first of them are shown as cold; at least 5")
  private int warmUp = 600;

  @Option(names = "--spacing", paramLabel = "N", description = "updates from mask to mask")
  private int spacing = 10;

  @Mixin private final NetworkOptions network = new NetworkOptions(10, 1);

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "checkpoint events that the pruner answers, at least 1000; 0: none")
  private int events = 2_000;

  @Option(names = "--each", description = "prints every mask too")
  private boolean each;

  @Mixin private final TrainerSpeeds speeds = new TrainerSpeeds();

  @Override
  public Integer call() throws IOException, InterruptedException {
    check(masks >= 1, "--masks must be at least 1");
    check(warmUp >= 5, "--warm-up must be at least 5");
    check(spacing >= 1, "--spacing must be at least 1");
    check(events == 0 || events >= 1_000, "--events must be 0 or at least 1000");
    check(speeds.areSound(), "--cross-entropy, --contrastive, --linear-probe must be above 0");
    WideResNet architecture = network.architecture();
    out(
        "loop, %s, %d masks %d updates apart; load average %.1f"
            .formatted(architecture.displayName(), masks, spacing, loadAverage()));
    try (MeasuredStack stack = MeasuredStack.start(1)) {
      stack.complete(request(architecture));
      List<MaskGap> gaps = MaskGap.of(stack.said(Stack.TRAINER), stack.said(Stack.PRUNER));
      if (gaps.size() < masks + 1) {
        throw new IllegalStateException("only %d masks were timed".formatted(gaps.size()));
      }
      if (each) {
        gaps.forEach(gap -> out("  " + gap));
      }
      print(gaps);
      if (events > 0) {
        out(new EventThroughput(stack, events).measure());
      }
      out("  load average %.1f".formatted(loadAverage()));
    }
    return 0;
  }

  private void print(List<MaskGap> all) {
    List<MaskGap> gaps = all.subList(all.size() - masks, all.size());
    out("  milliseconds              median    p90    p99    max");
    List<MaskGap> early = all.subList(0, all.size() - masks);
    line(
        "cold, checkpoint to next",
        early.subList(0, Math.min(masks, early.size())),
        MaskGap::total);
    line("checkpoint to next segment", gaps, MaskGap::total);
    line("  read back, encode", gaps, MaskGap::encode);
    line("  store", gaps, MaskGap::store);
    line("  mask (read, prune, store)", gaps, MaskGap::mask);
    line("  between processes", gaps, MaskGap::road);
    line("  load network", gaps, MaskGap::load);
    line("  first batch", gaps, MaskGap::firstBatch);
    double median = Spread.of(gaps.stream().map(MaskGap::total).toList()).median();
    out("  share of the time from mask to mask in corti-2022, WRN-16-2:");
    Experiment paper = ExperimentReader.read(Preset.named("corti-2022").orElseThrow());
    PaperSpacing.of(paper, speeds).forEach(paperSpacing -> out("  " + paperSpacing.share(median)));
  }

  private void line(String title, List<MaskGap> gaps, ToDoubleFunction<MaskGap> part) {
    List<Double> values = gaps.stream().map(gap -> part.applyAsDouble(gap)).toList();
    out(
        String.format(
            Locale.ROOT,
            "  %-25s %6.1f %6.1f %6.1f %6.1f",
            title,
            Spread.quantile(values, 0.5),
            Spread.quantile(values, 0.9),
            Spread.quantile(values, 0.99),
            Spread.quantile(values, 1)));
  }

  /**
   * A dense run, and one that leaves it. The dense one trains to its end in one segment soon after
   * that; the trainer, who has one pair of hands, does nothing else meanwhile. The other's masks
   * that are timed have the machine to themselves.
   */
  private String request(WideResNet architecture) {
    int last = masks + warmUp;
    return """
        {
          "name": "bench loop",
          "dataSet": {"name": "shapes", "seed": 0, "trainSamples": %d, "testSamples": 100},
          "architecture": {"family": "wide-resnet", "depth": %d, "widen": %d},
          "objectives": [{
            "name": "cross-entropy",
            "training": {
              "epochs": %d, "batchSize": %d,
              "optimiser": {"momentum": 0.9, "weightDecay": 0.0005},
              "learningRate": {"schedule": "constant", "initial": 0.05},
              "augmentation": "crop-flip"}}],
          "pruningPlans": [
            {"schedule": "dense", "name": "dense"},
            {"schedule": "gradual", "name": "gradual", "scope": "global",
             "windows": [{"objective": "cross-entropy", "phase": "training",
                          "beginStep": %d, "endStep": %d, "frequency": %d}]}],
          "sparsities": [0.9],
          "seeds": [0],
          "segmentSteps": 1000000,
          "measurement": {"predictionDepth": false, "knnAccuracy": false, "geometry": false}
        }
        """
        .formatted(
            spacing * BATCH,
            architecture.depth(),
            architecture.widen(),
            last + 1,
            BATCH,
            spacing,
            last * spacing,
            spacing);
  }
}
