package org.prunescope.dataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.prunescope.contract.experiment.DataSetSpec;

/**
 * CIFAR-10 in its published binary layout: records of one label byte and 3,072 pixel bytes, channel
 * by channel. The files may hold fewer records than the published ones.
 *
 * @see <a href="https://www.cs.toronto.edu/~kriz/cifar.html">the layout</a>
 */
final class Cifar10 {
  static final String FOLDER = "cifar-10-batches-bin";

  private static final int CLASSES = 10;
  private static final int RECORD_BYTES = 1 + Split.IMAGE_VALUES;
  private static final List<String> TRAIN =
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin");
  private static final List<String> TEST = List.of("test_batch.bin");
  private static final String NAMES = "batches.meta.txt";

  private Cifar10() {}

  static ImageDataSet read(Path folder, DataSetSpec.Cifar10 spec)
      throws DataSetUnavailableException {
    if (!Files.isDirectory(folder)) {
      throw new DataSetUnavailableException(
          "cifar-10 needs the folder %s, which is missing".formatted(folder));
    }
    List<String> classes =
        new String(read(folder, NAMES), StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();
    if (classes.size() != CLASSES) {
      throw new DataSetUnavailableException(
          "%s names %d classes instead of 10".formatted(folder.resolve(NAMES), classes.size()));
    }
    return ImageDataSet.of(
        classes,
        first(spec.trainSamples(), split(folder, TRAIN), "training"),
        first(spec.testSamples(), split(folder, TEST), "test"));
  }

  private static Split first(int samples, Split split, String name)
      throws DataSetUnavailableException {
    if (samples > split.size()) {
      throw new DataSetUnavailableException(
          "cifar-10 has %d %s images here, not %d".formatted(split.size(), name, samples));
    }
    return samples == 0
        ? split
        : new Split(
            Arrays.copyOf(split.pixels(), samples * Split.IMAGE_VALUES),
            Arrays.copyOf(split.labels(), samples));
  }

  private static Split split(Path folder, List<String> files) throws DataSetUnavailableException {
    int samples = 0;
    for (String file : files) {
      samples += records(folder.resolve(file));
    }
    Split split =
        new Split(new byte[Math.multiplyExact(samples, Split.IMAGE_VALUES)], new short[samples]);
    int sample = 0;
    for (String file : files) {
      byte[] records = read(folder, file);
      for (int at = 0; at < records.length; at += RECORD_BYTES) {
        int label = Byte.toUnsignedInt(records[at]);
        if (label >= CLASSES) {
          throw new DataSetUnavailableException(
              "%s has label %d in record %d; labels are 0 to 9"
                  .formatted(folder.resolve(file), label, at / RECORD_BYTES));
        }
        split.labels()[sample] = (short) label;
        interleave(records, at + 1, split.pixels(), sample * Split.IMAGE_VALUES);
        sample++;
      }
    }
    return split;
  }

  /** From a plane per channel to the channels of one pixel side by side. */
  private static void interleave(byte[] records, int from, byte[] pixels, int to) {
    int plane = Split.SIDE * Split.SIDE;
    for (int pixel = 0; pixel < plane; pixel++) {
      for (int channel = 0; channel < Split.CHANNELS; channel++) {
        pixels[to + pixel * Split.CHANNELS + channel] = records[from + channel * plane + pixel];
      }
    }
  }

  private static int records(Path file) throws DataSetUnavailableException {
    long bytes;
    try {
      bytes = Files.size(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    if (bytes == 0 || bytes % RECORD_BYTES != 0) {
      throw new DataSetUnavailableException(
          "%s has %d bytes, which is not a whole number of records of %d bytes"
              .formatted(file, bytes, RECORD_BYTES));
    }
    return Math.toIntExact(bytes / RECORD_BYTES);
  }

  private static byte[] read(Path folder, String file) throws DataSetUnavailableException {
    try {
      return Files.readAllBytes(folder.resolve(file));
    } catch (IOException e) {
      throw unreadable(folder.resolve(file), e);
    }
  }

  private static DataSetUnavailableException unreadable(Path file, IOException cause) {
    return new DataSetUnavailableException(
        "cifar-10 needs the file %s, which cannot be read".formatted(file), cause);
  }
}
