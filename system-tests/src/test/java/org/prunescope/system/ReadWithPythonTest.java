package org.prunescope.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.experiment.DataSetSpec;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.dataset.DataSets;
import org.prunescope.dataset.ImageDataSet;
import org.prunescope.dataset.Split;
import org.prunescope.system.Python.Result;

/** What a researcher does with a finished experiment in Python, on images in CIFAR-10's layout. */
@ExtendWith(RunningStack.Provider.class)
class ReadWithPythonTest {
  private static final int TRAIN_FILES = 5;

  @Test
  void theExampleReadsViewsExportAndCheckpoint(RunningStack running) throws Exception {
    Python python = Python.with("pandas", "pyarrow", "psycopg", "safetensors");
    ExperimentId id = experiment(running);

    Result result =
        python.run(
            "docs/examples/read_results.py",
            running.stack().gateway().toString(),
            dsn(running),
            running.stack().folder().artifacts().toString(),
            id.value());

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output())
        .contains("cross-entropy_one-shot-global_0.9", "taxicab", "encoder.conv1.weight");
  }

  @Test
  void computingEverythingAgainFromTheCheckpointsGivesWhatIsStored(RunningStack running)
      throws Exception {
    Python python = pythonToRecompute();
    ExperimentId id = experiment(running);

    Result result = recompute(python, running, id);

    System.out.println(result.output());
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("predicted_label", "depth_true_label", "exemplars.pie");
  }

  @Test
  void computingAgainFindsALabelAndADepthThatAreNotTheNetworks(RunningStack running)
      throws Exception {
    // given stored numbers that no network gave
    Python python = pythonToRecompute();
    ExperimentId id = experiment(running);
    Result result;
    change(running, id, 1);
    try {
      // when
      result = recompute(python, running, id);
    } finally {
      change(running, id, -1);
    }

    // then
    assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
    assertThat(result.output())
        .contains(
            "cross-entropy_dense seed 1 sample 7: predicted_label stored",
            "cross-entropy_dense seed 1 sample 2: depth_true_label stored")
        .doesNotContain("seed 0 sample");
  }

  private static Python pythonToRecompute() {
    return Python.with("torch", "sklearn", "scipy", "pandas", "psycopg", "safetensors");
  }

  private static Result recompute(Python python, RunningStack running, ExperimentId id)
      throws IOException {
    return python.run(
        "conformance/python/recompute.py",
        running.stack().folder().artifacts().toString(),
        running.stack().dataSets().toString(),
        id.value(),
        dsn(running));
  }

  private static ExperimentId experiment(RunningStack running) throws Exception {
    writeImages(running.stack().dataSets().resolve("cifar-10-batches-bin"));
    return running.completed("recomputed.json");
  }

  private static String dsn(RunningStack running) {
    return running
        .stack()
        .jdbcUrl()
        .replace(
            "jdbc:postgresql://",
            "postgresql://%s:%s@"
                .formatted(running.stack().databaseUser(), running.stack().databasePassword()));
  }

  /** Adds to one prediction and one depth of a dense network. */
  private static void change(RunningStack running, ExperimentId id, int summand) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                running.stack().jdbcUrl(),
                running.stack().databaseUser(),
                running.stack().databasePassword());
        PreparedStatement statement =
            connection.prepareStatement(
                """
                update metrics.measurement set
                  predicted_label[8] = predicted_label[8] + ?,
                  depth_true_label[3] = depth_true_label[3] + ?
                where run = ?
                """)) {
      statement.setInt(1, summand);
      statement.setInt(2, summand);
      statement.setString(3, id + "/cross-entropy_dense/1");
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
  }

  /** Drawn shapes as if they were CIFAR-10. */
  private static void writeImages(Path folder) throws Exception {
    ImageDataSet shapes = DataSets.open(new DataSetSpec.Shapes(5, 200, 100), folder);
    Files.createDirectories(folder);
    Files.write(folder.resolve("batches.meta.txt"), shapes.classes());
    int each = shapes.train().size() / TRAIN_FILES;
    for (int file = 0; file < TRAIN_FILES; file++) {
      Files.write(
          folder.resolve("data_batch_%d.bin".formatted(file + 1)),
          records(shapes.train(), file * each, (file + 1) * each));
    }
    Files.write(folder.resolve("test_batch.bin"), records(shapes.test(), 0, shapes.test().size()));
  }

  /** Label, then a plane per channel. */
  private static byte[] records(Split split, int from, int to) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int sample = from; sample < to; sample++) {
      records.write(split.labels()[sample]);
      int start = sample * Split.IMAGE_VALUES;
      for (int channel = 0; channel < Split.CHANNELS; channel++) {
        for (int i = channel; i < Split.IMAGE_VALUES; i += Split.CHANNELS) {
          records.write(split.pixels()[start + i]);
        }
      }
    }
    return records.toByteArray();
  }
}
