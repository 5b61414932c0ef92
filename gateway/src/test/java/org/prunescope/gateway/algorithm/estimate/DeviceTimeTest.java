package org.prunescope.gateway.algorithm.estimate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.WideResNet;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Plan;
import org.prunescope.gateway.algorithm.ExperimentPlanner;
import org.prunescope.gateway.request.ExperimentReader;

class DeviceTimeTest {
  private static final Architecture SMALL = new WideResNet(10, 1);
  private static final Architecture PAPER = new WideResNet(16, 2);

  private final Plan quickstart = plan("{\"preset\": \"quickstart\"}", 2_000);
  private final PlanWork work = PlanWork.of(quickstart);

  @Test
  void isTheImagesDividedByTheSpeedThatWasMeasured() {
    DeviceTime time = DeviceTime.of(quickstart.request(), work, List.of(speed(SMALL, 64, 1, 500)));

    DeviceTime.Hours hours = Objects.requireNonNull(time.hours());
    assertThat(hours.withSharing())
        .isCloseTo(work.images().withSharing() / 500.0 / 3600, within(1e-9));
    assertThat(hours.withoutSharing())
        .isCloseTo(work.images().withoutSharing() / 500.0 / 3600, within(1e-9));
    assertThat(time.reason()).isNull();
    assertThat(time.basis())
        .containsExactly(
            new DeviceTime.Basis(
                LearningKind.CROSS_ENTROPY,
                64,
                500,
                "measured here: WRN-10-1, cross-entropy, batches of 64, median of 7 segments"));
  }

  @Test
  void isOfTrunksOnceOrOfEachRunAsIsAskedFor() {
    DeviceTime.Hours hours = new DeviceTime.Hours(3, 2);
    assertThat(hours.of(quickstart.request())).isEqualTo(2);
    assertThat(
            hours.of(plan("{\"preset\": \"quickstart\", \"shareTrunks\": false}", 2_000).request()))
        .isEqualTo(3);
  }

  @Test
  void prefersTheNearestBatchSizeOfTheSameNetworkToAnotherNetwork() {
    DeviceTime time =
        DeviceTime.of(
            quickstart.request(),
            work,
            List.of(
                speed(PAPER, 64, 1, 100),
                speed(SMALL, 1024, 1, 900),
                speed(SMALL, 100, 1, 600),
                speed(SMALL, 32, 1, 400)));

    assertThat(time.basis().getFirst().imagesPerSecond()).isEqualTo(600);
    assertThat(time.basis().getFirst().from()).contains("batches of 100");
  }

  @Test
  void scalesByMultiplyAddsWhereTheNetworkWasNeverMeasured() {
    DeviceTime time = DeviceTime.of(quickstart.request(), work, List.of(speed(PAPER, 128, 1, 100)));

    double ratio = (double) PAPER.multiplyAdds() / SMALL.multiplyAdds();
    assertThat(time.basis().getFirst().imagesPerSecond()).isCloseTo(100 * ratio, within(1e-9));
    assertThat(time.basis().getFirst().from())
        .isEqualTo(
            "measured here: WRN-16-2, cross-entropy, batches of 128, median of 7 segments;"
                + " scaled by multiply-adds");
  }

  /** A probe's image is one forward pass, a pre-training's three. */
  @Test
  void aLinearProbeCostsAThird() {
    Plan corti =
        plan(
            "{\"preset\": \"corti-2022\", \"seeds\": [0], \"measurement\": {\"depthSeeds\": []}}",
            50_000);

    DeviceTime time =
        DeviceTime.of(corti.request(), PlanWork.of(corti), List.of(speed(PAPER, 128, 1, 300)));

    assertThat(time.basis())
        .extracting(DeviceTime.Basis::learning)
        .containsExactly(
            LearningKind.CROSS_ENTROPY, LearningKind.CONTRASTIVE, LearningKind.LINEAR_PROBE);
    assertThat(time.basis())
        .extracting(DeviceTime.Basis::imagesPerSecond)
        .containsExactly(300.0, 300.0, 900.0);
  }

  @Test
  void isAbsentWithItsReasonWhereNothingComparableWasMeasured() {
    for (List<MeasuredSpeed> speeds :
        List.<List<MeasuredSpeed>>of(
            List.of(),
            List.of(speed(SMALL, 64, 2, 500)),
            List.of(
                new MeasuredSpeed(
                    SMALL, LearningKind.CROSS_ENTROPY, 64, 1, Precision.BFLOAT16, 500, 7)))) {
      DeviceTime time = DeviceTime.of(quickstart.request(), work, speeds);

      assertThat(time.hours()).isNull();
      assertThat(time.basis()).isEmpty();
      assertThat(time.reason()).contains("in float32 with 1 thread yet");
    }
  }

  private static MeasuredSpeed speed(
      Architecture architecture, int batchSize, int threads, double imagesPerSecond) {
    return new MeasuredSpeed(
        architecture,
        LearningKind.CROSS_ENTROPY,
        batchSize,
        threads,
        Precision.FLOAT32,
        imagesPerSecond,
        7);
  }

  private static Plan plan(String request, int trainSamples) {
    return ExperimentPlanner.plan(
        new ExperimentId("estimate"),
        ExperimentReader.read(request.getBytes(UTF_8)),
        new DataSetFingerprint(
            "0".repeat(64), Collections.nCopies(10, "class"), trainSamples, 1_000),
        List.of(0L));
  }
}
