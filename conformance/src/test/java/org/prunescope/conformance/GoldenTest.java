package org.prunescope.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;

class GoldenTest {
  private static final Path GOLDEN = Path.of("golden");

  @TempDir Path folder;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void everyCasePasses() throws IOException {
    Golden.Counts counts = run(GOLDEN);
    assertThat(counts).as(text()).isEqualTo(new Golden.Counts(40, 0));
    assertThat(text().lines().toList().getLast()).isEqualTo("40 passed, 0 failed");
  }

  /** The runner can fail: each case with one expected value changed by more than its tolerance. */
  @Test
  void aWrongExpectationFailsItsCase() throws IOException {
    copy();
    change("schedule-head", "sparsity", 0);
    change("mask-layer-90", "mask/fc.weight", 7);
    change("mask-rounding-3", "mask/conv1.weight", 0);
    change("mask-ties-bias-50", "mask/fc.bias", 2);
    change("mask-gradual-remaining-share", "mask/20/conv1.weight", 3);
    change("q-score", "q", 5);
    change("q-score-degenerate", "defined", 1);
    change("pie", "pie_smallest", 9);
    change("pie-ties-unequal", "taxicab", 9);
    change("prediction-depth", "depth_final_prediction", 3);
    change("knn-ties", "neighbours", 31);
    change("benjamini-hochberg", "adjusted", 2);
    change("forward-batchnorm", "tap/3", 4);
    change("train-supervised", "after/fc.weight", 1);
    change("train-pruned-nesterov", "losses", 2);
    change("train-supcon", "after/head.2.bias", 1);
    change("loss-supcon", "loss", 0);
    change("loss-supcon-cold", "grad", 11);
    change("loss-simclr", "grad", 12);
    change("lr", "probe-corti", 61);
    Golden.Counts counts = run(folder);
    assertThat(counts.failed()).as(text()).isEqualTo(20);
  }

  @Test
  void aCaseThatNobodyKnowsFails() throws IOException {
    Files.writeString(folder.resolve("cases.json"), "{\"unheard-of\": {\"rtol\": 0, \"atol\": 0}}");
    Files.write(
        folder.resolve("unheard-of.safetensors"),
        Safetensors.write(
            new Safetensors.Content(Map.of(), Map.of("x", Tensor.ofFloats(new float[1], 1)))));
    assertThat(run(folder)).isEqualTo(new Golden.Counts(0, 1));
  }

  private Golden.Counts run(Path path) throws IOException {
    return Golden.run(path, new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private void copy() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  /** Adds 1 to an element of a number, or flips a flag. */
  private void change(String name, String tensor, int index) throws IOException {
    Path file = folder.resolve(name + ".safetensors");
    Safetensors.Content content = Safetensors.read(Files.readAllBytes(file));
    Map<String, Tensor> tensors = new TreeMap<>(content.tensors());
    tensors.put(tensor, changed(content.tensor(tensor), index));
    Files.write(file, Safetensors.write(new Safetensors.Content(content.metadata(), tensors)));
  }

  private static Tensor changed(Tensor tensor, int index) {
    var data = java.nio.ByteBuffer.allocate(tensor.data().remaining());
    data.order(java.nio.ByteOrder.LITTLE_ENDIAN).put(tensor.data()).flip();
    switch (tensor.type()) {
      case F32 -> data.putFloat(4 * index, data.getFloat(4 * index) + 1);
      case F64 -> data.putDouble(8 * index, data.getDouble(8 * index) + 1);
      case I64 -> data.putLong(8 * index, data.getLong(8 * index) + 1);
      case U8 -> data.put(index, (byte) (1 - data.get(index)));
    }
    return new Tensor(tensor.type(), tensor.shape(), data);
  }
}
