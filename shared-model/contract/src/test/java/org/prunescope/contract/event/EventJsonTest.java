package org.prunescope.contract.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.json.UnreadableDocumentException;
import org.prunescope.contract.position.Position;

/** The released forms of every event stay readable, and today's writing equals them. */
class EventJsonTest {
  private static final ArtifactRef PLAN =
      new ArtifactRef("exp1/plan-" + "a".repeat(64) + ".json", "a".repeat(64), 1000);
  private static final RunId RUN = RunId.parse("exp1/cross-entropy_gradual_0.9/7");
  private static final RunId TRUNK = RunId.parse("exp1/cross-entropy_dense/7");
  private static final CheckpointRef CHECKPOINT =
      new CheckpointRef(
          Position.trained(0, 120),
          new ArtifactRef(
              "exp1/cross-entropy_gradual_0.9/7/1/0-120-trained-" + "b".repeat(64) + ".safetensors",
              "b".repeat(64),
              2_780_320));
  private static final CheckpointRef FORK =
      new CheckpointRef(
          Position.trained(0, 60),
          new ArtifactRef(
              "exp1/cross-entropy_dense/7/1/0-60-trained-" + "c".repeat(64) + ".safetensors",
              "c".repeat(64),
              2_780_320));
  private static final Failure FAILURE =
      new Failure(FailureReason.NON_FINITE_LOSS, "the loss is NaN at step 119");

  static Stream<Arguments> released() {
    return Stream.of(
        Arguments.of("RunRequested", RunCommand.class, new RunCommand.RunRequested(RUN, PLAN)),
        Arguments.of("RunCancelled", RunCommand.class, new RunCommand.RunCancelled(RUN, PLAN, 1)),
        Arguments.of("RunResumed", RunCommand.class, new RunCommand.RunResumed(RUN, PLAN, 2)),
        Arguments.of(
            "RunCancelled-with-what-is-known",
            RunCommand.class,
            new RunCommand.RunCancelled(RUN, PLAN, 1, CHECKPOINT, FORK)),
        Arguments.of(
            "RunResumed-with-what-is-known",
            RunCommand.class,
            new RunCommand.RunResumed(RUN, PLAN, 2, CHECKPOINT, FORK)),
        Arguments.of(
            "RunForked", RunCommand.class, new RunCommand.RunForked(RUN, PLAN, CHECKPOINT)),
        Arguments.of(
            "RunBlocked",
            RunCommand.class,
            new RunCommand.RunBlocked(RUN, PLAN, TRUNK, Position.trained(0, 119))),
        Arguments.of(
            "RunUnblocked", RunCommand.class, new RunCommand.RunUnblocked(RUN, PLAN, TRUNK)),
        Arguments.of(
            "SegmentRequested",
            SegmentRequested.class,
            new SegmentRequested(RUN, PLAN, 1, CHECKPOINT, Position.trained(0, 240))),
        Arguments.of(
            "SegmentRequested-first",
            SegmentRequested.class,
            new SegmentRequested(TRUNK, PLAN, 1, null, Position.trained(0, 0))),
        Arguments.of(
            "CheckpointSaved",
            CheckpointEvent.class,
            new CheckpointEvent.CheckpointSaved(
                RUN,
                PLAN,
                1,
                CHECKPOINT,
                new NumericEnvironment("cpu", "avx512", "libtorch-2.7.1", 1),
                15_360,
                51_200)),
        Arguments.of(
            "CheckpointPruned",
            CheckpointEvent.class,
            new CheckpointEvent.CheckpointPruned(RUN, PLAN, 1, CHECKPOINT, 0.9)),
        Arguments.of(
            "SegmentFailed",
            CheckpointEvent.class,
            new CheckpointEvent.SegmentFailed(RUN, PLAN, 1, Position.trained(0, 240), FAILURE)),
        Arguments.of(
            "RunProgress",
            RunProgress.class,
            new RunProgress(
                RUN,
                PLAN,
                1,
                RunState.TRAINING,
                CHECKPOINT,
                Position.trained(0, 240),
                CHECKPOINT,
                null,
                null)),
        Arguments.of(
            "MeasurementStored",
            MeasurementEvent.class,
            new MeasurementEvent.MeasurementStored(RUN, 1, Position.trained(0, 240))),
        Arguments.of(
            "MeasurementFailed",
            MeasurementEvent.class,
            new MeasurementEvent.MeasurementFailed(RUN, 1, Position.trained(0, 240), FAILURE)),
        Arguments.of(
            "MeasurementRequested",
            MeasurementRequested.class,
            new MeasurementRequested(RUN, PLAN, 1, CHECKPOINT)),
        Arguments.of(
            "ExperimentDeleted",
            ExperimentDeleted.class,
            new ExperimentDeleted(new ExperimentId("exp1"))),
        Arguments.of(
            "TrainingMetrics",
            TrainingMetrics.class,
            new TrainingMetrics(RUN, 1, Position.trained(0, 240), 1.25, 0.1, 151.5)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("released")
  void readsItsReleasedForm(String name, Class<?> type, Object event) throws IOException {
    assertThat(Json.read(released(name), type)).isEqualTo(event);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("released")
  void isWrittenInItsReleasedForm(String name, Class<?> type, Object event) throws IOException {
    byte[] written = Json.writeEvent(event);
    assertThat(new String(written, StandardCharsets.UTF_8))
        .isEqualTo(new String(released(name), StandardCharsets.UTF_8).strip());
    assertThat(Json.read(written, type)).isEqualTo(event);
  }

  @Test
  void ignoresAFieldThatCameLater() {
    byte[] later =
        """
        {"type":"RunCancelled","run":"exp1/cross-entropy_dense/7","later":{"x":1},
         "attempt":1,"plan":{"key":"exp1/p","sha256":"%s","bytes":1}}"""
            .formatted("a".repeat(64))
            .getBytes(StandardCharsets.UTF_8);
    assertThat(Json.read(later, RunCommand.class)).isInstanceOf(RunCommand.RunCancelled.class);
  }

  @Test
  void refusesWhatIsNoEvent() {
    for (String text :
        List.of(
            "",
            "null",
            "[]",
            "{}",
            "{\"type\":\"Unheard\"}",
            "{\"type\":\"RunCancelled\"}",
            "{\"type\":\"RunCancelled\",\"run\":\"no run\"}",
            "{\"type\":\"RunCancelled\",\"run\":\"exp1/cross-entropy_dense/7\"} trailing")) {
      assertThatThrownBy(() -> Json.read(text.getBytes(StandardCharsets.UTF_8), RunCommand.class))
          .as(text)
          .isInstanceOf(UnreadableDocumentException.class);
    }
  }

  @Test
  void aLongDetailIsCut() {
    assertThat(new Failure(FailureReason.INTERNAL, "x".repeat(10_000)).detail()).hasSize(500);
  }

  private static byte[] released(String name) throws IOException {
    String file = "released/" + name + ".json";
    try (InputStream in = EventJsonTest.class.getResourceAsStream(file)) {
      assertThat(in).as(file).isNotNull();
      return in == null ? new byte[0] : in.readAllBytes();
    }
  }
}
