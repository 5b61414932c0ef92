package org.prunescope.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;
import org.prunescope.metrics.algorithm.FeatureMatrix;

/**
 * What is measured: a pure function of the sizes and the seed.
 *
 * @param support of each tap of WRN-16-2: as after relu and pooling, ten classes that overlap
 * @param queries as support
 * @param labels of the support
 * @param dense predictions [network][sample]
 * @param pruned as dense; a tenth of the samples is wavering
 * @param latent of one network
 */
record MadeData(
    List<FeatureMatrix> support,
    List<FeatureMatrix> queries,
    int[] labels,
    int[][] dense,
    int[][] pruned,
    FeatureMatrix latent) {
  static final int CLASSES = 10;
  static final int[] TAP_WIDTHS = {
    16, 32, 32, 32, 32, 32, 64, 64, 64, 64, 64, 128, 128, 128, 128, 128
  };
  static final int LATENT_WIDTH = 128;

  /** Makes the data of these sizes. */
  static MadeData of(Sizes sizes, long seed) {
    RandomStream labels = new RandomStream(seed, 0, 0, 0, Purpose.SYNTHETIC_TRAIN);
    int[] supportLabels = labels(labels, sizes.support());
    int[] queryLabels = labels(labels, sizes.queries());
    List<FeatureMatrix> support = new ArrayList<>();
    List<FeatureMatrix> queries = new ArrayList<>();
    for (int tap = 0; tap < TAP_WIDTHS.length; tap++) {
      int width = TAP_WIDTHS[tap];
      RandomStream random = new RandomStream(seed, 1, 0, tap, Purpose.SYNTHETIC_TRAIN);
      double[][] means = new double[CLASSES][width];
      for (double[] mean : means) {
        Arrays.setAll(mean, i -> random.nextGaussian() * 0.5);
      }
      support.add(features(random, supportLabels, means));
      queries.add(features(random, queryLabels, means));
    }
    RandomStream votes = new RandomStream(seed, 2, 0, 0, Purpose.SYNTHETIC_TEST);
    int[] modal = labels(votes, sizes.samples());
    RandomStream random = new RandomStream(seed, 3, 0, 0, Purpose.SYNTHETIC_TEST);
    return new MadeData(
        support,
        queries,
        supportLabels,
        predictions(votes, modal, sizes.models()),
        predictions(votes, modal, sizes.models()),
        features(random, modal, new double[CLASSES][LATENT_WIDTH]));
  }

  /** Writes all of it into a folder, as peers/measurements.py reads it. */
  void write(Path folder) throws IOException {
    String widths = Arrays.toString(TAP_WIDTHS);
    Files.writeString(
        folder.resolve("shape.json"),
        "{\"k\": %d, \"classes\": %d, \"models\": %d, \"latentWidth\": %d, \"widths\": %s}"
            .formatted(Task.NEIGHBOURS, CLASSES, dense.length, LATENT_WIDTH, widths));
    for (int tap = 0; tap < TAP_WIDTHS.length; tap++) {
      write(folder.resolve("support-" + tap + ".f32"), support.get(tap).values());
      write(folder.resolve("query-" + tap + ".f32"), queries.get(tap).values());
    }
    write(folder.resolve("latent.f32"), latent.values());
    write(folder.resolve("labels.i32"), labels);
    write(folder.resolve("dense.i32"), dense);
    write(folder.resolve("pruned.i32"), pruned);
  }

  private static int[] labels(RandomStream random, int count) {
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> random.nextInt(CLASSES));
    return labels;
  }

  private static FeatureMatrix features(RandomStream random, int[] labels, double[][] means) {
    int width = means[0].length;
    float[] values = new float[labels.length * width];
    for (int i = 0; i < values.length; i++) {
      double mean = means[labels[i / width]][i % width];
      values[i] = (float) Math.max(0, 1 + mean + random.nextGaussian());
    }
    return new FeatureMatrix(labels.length, width, values);
  }

  private static int[][] predictions(RandomStream random, int[] modal, int models) {
    int[][] predictions = new int[models][modal.length];
    for (int[] network : predictions) {
      for (int sample = 0; sample < modal.length; sample++) {
        boolean other = random.nextInt(10) < (sample % 10 == 0 ? 5 : 1);
        network[sample] = (modal[sample] + (other ? 1 : 0)) % CLASSES;
      }
    }
    return predictions;
  }

  private static void write(Path file, float[] values) throws IOException {
    byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
    littleEndian(bytes).asFloatBuffer().put(values);
    Files.write(file, bytes);
  }

  private static void write(Path file, int[]... rows) throws IOException {
    byte[] bytes = new byte[Math.multiplyExact(rows.length * rows[0].length, Integer.BYTES)];
    ByteBuffer buffer = littleEndian(bytes);
    for (int[] row : rows) {
      for (int value : row) {
        buffer.putInt(value);
      }
    }
    Files.write(file, bytes);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
