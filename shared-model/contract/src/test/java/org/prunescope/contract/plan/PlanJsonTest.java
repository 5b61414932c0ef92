package org.prunescope.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.experiment.Augmentation;
import org.prunescope.contract.experiment.Measurement;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.json.UnreadableDocumentException;
import org.prunescope.contract.position.Position;

/** Plans that were stored stay readable, and today's writing equals the released form. */
class PlanJsonTest {
  @Test
  void isWrittenAsItWasReleased() throws IOException {
    byte[] released = released("Plan-with-precision");

    assertThat(Plan.read(released).write()).isEqualTo(released);
  }

  @Test
  void aPlanFromBeforeMeasurementsAlongTrainingIsMeasuredAtItsRunsEndsAlone() throws IOException {
    Plan plan = Plan.read(released("Plan-before-measureEvery"));

    assertThat(plan.request().measurement())
        .isEqualTo(new Measurement(true, 30, List.of(0L), true, true, Augmentation.NONE, 0, false));
    assertThat(plan.variants())
        .extracting(Variant::measured)
        .containsExactly(List.of(Position.trained(0, 8)), List.of(Position.trained(0, 8)));
    assertThat(plan).isEqualTo(Plan.read(released("Plan")));
  }

  @Test
  void aPlanFromBeforePrecisionIsTrainedInSinglePrecision() throws IOException {
    Plan plan = Plan.read(released("Plan"));

    assertThat(plan.request().precision()).isEqualTo(Precision.FLOAT32);
    assertThat(plan).isEqualTo(Plan.read(released("Plan-with-precision")));
  }

  @Test
  void whatIsThereMustFit() throws IOException {
    String plan = new String(released("Plan"), StandardCharsets.UTF_8);
    byte[] wrong =
        plan.replace("\"measureEvery\":0", "\"measureEvery\":-1").getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> Plan.read(wrong))
        .isInstanceOf(UnreadableDocumentException.class)
        .hasStackTraceContaining("measureEvery must be at least 0, not -1");
  }

  private static byte[] released(String name) throws IOException {
    String file = "released/" + name + ".json";
    try (InputStream in = PlanJsonTest.class.getResourceAsStream(file)) {
      assertThat(in).as(file).isNotNull();
      return in == null ? new byte[0] : in.readAllBytes();
    }
  }
}
