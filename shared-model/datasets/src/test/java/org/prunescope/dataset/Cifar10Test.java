package org.prunescope.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.experiment.DataSetSpec;

class Cifar10Test {
  private static final DataSetSpec CIFAR = DataSetSpec.Cifar10.WHOLE;

  @TempDir Path root;
  private Path folder;

  @BeforeEach
  void writeSixFilesOfTwoRecords() throws IOException {
    folder = Files.createDirectories(root.resolve("cifar-10-batches-bin"));
    for (int batch = 1; batch <= 5; batch++) {
      Files.write(folder.resolve("data_batch_" + batch + ".bin"), records(batch, batch + 1));
    }
    Files.write(folder.resolve("test_batch.bin"), records(0, 9));
    Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
  }

  @Test
  void readsTheBatchesInOrderAndInterleavesTheChannels() throws DataSetUnavailableException {
    ImageDataSet cifar = DataSets.open(CIFAR, root);

    assertThat(cifar.classes()).containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
    assertThat(cifar.train().labels()).containsExactly(1, 2, 2, 3, 3, 4, 4, 5, 5, 6);
    assertThat(cifar.test().labels()).containsExactly(0, 9);
    // Record (label, red, green, blue): red = label, green = 100, blue = 200, first red pixel 77.
    assertThat(Arrays.copyOf(cifar.train().pixels(), 6)).containsExactly(77, 100, 200, 1, 100, 200);
  }

  @Test
  void takesTheFirstImagesWhereFewerAreAskedFor() throws Exception {
    for (int batch = 1; batch <= 5; batch++) {
      Files.write(
          folder.resolve("data_batch_%d.bin".formatted(batch)), records(1, 2, 3, 4, 5, 6, 7, 8));
    }
    ImageDataSet whole = DataSets.open(CIFAR, root);

    ImageDataSet first = DataSets.open(new DataSetSpec.Cifar10(12, 0), root);

    assertThat(first.train().labels()).containsExactly(Arrays.copyOf(whole.train().labels(), 12));
    assertThat(first.train().pixels())
        .containsExactly(Arrays.copyOf(whole.train().pixels(), 12 * Split.IMAGE_VALUES));
    assertThat(first.test().labels()).containsExactly(whole.test().labels());
    assertThat(first.fingerprint()).isNotEqualTo(whole.fingerprint());
    assertThatThrownBy(() -> DataSets.open(new DataSetSpec.Cifar10(50, 0), root))
        .isInstanceOf(DataSetUnavailableException.class)
        .hasMessageContaining("40 training images here, not 50");
  }

  @Test
  void theFingerprintSeesEveryByteOfPixelsAndLabels() throws Exception {
    String before = DataSets.open(CIFAR, root).fingerprint().sha256();
    byte[] batch = Files.readAllBytes(folder.resolve("data_batch_5.bin"));

    batch[batch.length - 1]++;
    Files.write(folder.resolve("data_batch_5.bin"), batch);
    String otherPixel = DataSets.open(CIFAR, root).fingerprint().sha256();
    batch[batch.length - 1]--;
    batch[0] = 0;
    Files.write(folder.resolve("data_batch_5.bin"), batch);
    String otherLabel = DataSets.open(CIFAR, root).fingerprint().sha256();

    assertThat(before).isNotEqualTo(otherPixel).isNotEqualTo(otherLabel);
  }

  @Test
  void refusesATornFile() throws IOException {
    Files.write(folder.resolve("data_batch_3.bin"), new byte[3072]);

    assertThatThrownBy(() -> DataSets.open(CIFAR, root))
        .isInstanceOf(DataSetUnavailableException.class)
        .hasMessageContaining("data_batch_3.bin has 3072 bytes");
  }

  @Test
  void refusesALabelAboveNine() throws IOException {
    Files.write(folder.resolve("test_batch.bin"), records(3, 10));

    assertThatThrownBy(() -> DataSets.open(CIFAR, root))
        .isInstanceOf(DataSetUnavailableException.class)
        .hasMessageContaining("test_batch.bin has label 10 in record 1");
  }

  @Test
  void saysWhichFileIsMissing() throws IOException {
    Files.delete(folder.resolve("data_batch_2.bin"));

    assertThatThrownBy(() -> DataSets.open(CIFAR, root))
        .isInstanceOf(DataSetUnavailableException.class)
        .hasMessageContaining(folder.resolve("data_batch_2.bin").toString());
  }

  @Test
  void saysWhichFolderIsMissing() {
    assertThatThrownBy(() -> DataSets.open(CIFAR, root.resolve("nowhere")))
        .isInstanceOf(DataSetUnavailableException.class)
        .hasMessageContaining(root.resolve("nowhere/cifar-10-batches-bin").toString());
  }

  private static byte[] records(int... labels) {
    byte[] records = new byte[labels.length * 3073];
    for (int i = 0; i < labels.length; i++) {
      int at = i * 3073;
      Arrays.fill(records, at, at + 1025, (byte) labels[i]);
      Arrays.fill(records, at + 1025, at + 2049, (byte) 100);
      Arrays.fill(records, at + 2049, at + 3073, (byte) 200);
      records[at + 1] = 77;
    }
    return records;
  }
}
