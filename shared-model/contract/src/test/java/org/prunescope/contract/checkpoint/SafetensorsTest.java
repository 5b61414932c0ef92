package org.prunescope.contract.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;

class SafetensorsTest {
  private static final Safetensors.Content CONTENT =
      new Safetensors.Content(
          Map.of("format_version", "1"),
          Map.of(
              "fc.weight", Tensor.ofFloats(new float[] {1, -0f, 3, 4, 5, 6}, 2, 3),
              "mask.fc.weight", Tensor.ofBytes(new byte[] {1, 0, 1, 1, 1, 1}, 2, 3),
              "empty", Tensor.ofFloats(new float[0], 0),
              "scalar", Tensor.ofFloats(new float[] {7})));

  @Test
  void readsWhatItWrote() {
    assertThat(Safetensors.read(Safetensors.write(CONTENT))).isEqualTo(CONTENT);
  }

  @Test
  void equalContentsGiveEqualBytesWhateverTheOrderOfInsertion() {
    Map<String, Tensor> reversed = new LinkedHashMap<>();
    CONTENT.tensors().reversed().forEach(reversed::put);
    Safetensors.Content other = new Safetensors.Content(CONTENT.metadata(), reversed);
    assertThat(Safetensors.write(other)).isEqualTo(Safetensors.write(CONTENT));
  }

  @Test
  void theSizeIsKnownWithoutTheElements() {
    Map<String, Safetensors.TensorLayout> layouts =
        Map.of(
            "fc.weight", new Safetensors.TensorLayout(DataType.F32, List.of(2, 3)),
            "mask.fc.weight", new Safetensors.TensorLayout(DataType.U8, List.of(2, 3)),
            "empty", new Safetensors.TensorLayout(DataType.F32, List.of(0)),
            "scalar", new Safetensors.TensorLayout(DataType.F32, List.of()));

    assertThat(Safetensors.size(CONTENT.metadata(), layouts))
        .isEqualTo(Safetensors.write(CONTENT).length);
  }

  @Test
  void dataBeginsAtAMultipleOfEight() {
    byte[] bytes = Safetensors.write(CONTENT);
    long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat(header % 8).isZero();
  }

  @Test
  void keepsTheSignOfZero() {
    float[] read = Safetensors.read(Safetensors.write(CONTENT)).tensor("fc.weight").floats();
    assertThat(Float.floatToRawIntBits(read[1])).isEqualTo(Float.floatToRawIntBits(-0f));
  }

  @Test
  void namesAMissingTensor() {
    assertThatThrownBy(() -> CONTENT.tensor("fc.bias"))
        .isInstanceOf(InvalidTensorFileException.class)
        .hasMessageContaining("fc.bias");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[1,5]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,65536,65536,65536],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} x",
        "{\"a\":{\"dtype\":\"F32\"}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"more\":1}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[[1]],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483648],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,18446744073709551620]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"__metadata__\":\"b\"}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"__metadata__\":{\"b\":1}}",
        " {\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "\ufeff{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "[]",
        "{}",
        "not json"
      })
  void refusesAHeaderThatDoesNotDescribeItsData(String header) {
    byte[] file = file(header.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(InvalidTensorFileException.class);
  }

  /** What the headers above are changes of. */
  @Test
  void readsAHeaderThatDescribesItsData() {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    assertThat(Safetensors.read(file(header.getBytes(StandardCharsets.UTF_8))).tensors())
        .containsOnlyKeys("a");
  }

  @Test
  void refusesAHeaderInAnotherEncoding() {
    String header = "{\"\u00e4\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    byte[] file = file(header.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(InvalidTensorFileException.class)
        .hasMessage("header is not UTF-8");
  }

  @Test
  void aHeaderOfEmptyTensorsTakesMemoryInProportionToItsSize() {
    StringBuilder header = new StringBuilder("{\"0\":{}");
    for (int i = 1; header.length() < (1 << 20) - 20; i++) {
      header.append(",\"").append(i).append("\":{}");
    }
    byte[] file = file(header.append('}').toString().getBytes(StandardCharsets.UTF_8));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(InvalidTensorFileException.class);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64L * file.length);
  }

  @Test
  void aMessageFitsInALineWhateverTheFileHolds() {
    String name = "a\\nERROR forged " + "b".repeat(1000);
    String header =
        "{\"%s\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,8]}}".formatted(name);
    byte[] file = file(header.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Safetensors.read(file))
        .hasMessageStartingWith("tensor a ERROR forged b")
        .hasMessageMatching("[^\\n]{1,300}");
  }

  @Test
  void asCanonicalItReadsWhatItWroteAndNothingElse() {
    byte[] file = Safetensors.write(CONTENT);
    assertThat(Safetensors.readCanonical(file)).isEqualTo(CONTENT);

    String header = "{\"a\": {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    byte[] other = file(header.getBytes(StandardCharsets.UTF_8));
    assertThat(Safetensors.read(other).tensors()).containsOnlyKeys("a");
    assertThatThrownBy(() -> Safetensors.readCanonical(other))
        .isInstanceOf(InvalidTensorFileException.class)
        .hasMessageContaining("as Prunescope writes it");
  }

  /** A header and four bytes of data. */
  private static byte[] file(byte[] header) {
    ByteBuffer file = ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    return file.putLong(header.length).put(header).array();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, 1_100_000, Long.MAX_VALUE})
  void refusesAHeaderLengthOutOfRange(long length) {
    byte[] bytes = Safetensors.write(CONTENT);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    assertThatThrownBy(() -> Safetensors.read(bytes))
        .isInstanceOf(InvalidTensorFileException.class);
  }

  @Test
  void aDamagedFileIsRefusedOrReadWithinItsBounds() {
    byte[] whole = Safetensors.write(CONTENT);
    for (int i = 0; i < 5_000; i++) {
      RandomStream random = new RandomStream(3, 0, 0, i, Purpose.RESAMPLING);
      byte[] damaged = whole.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        Safetensors.Content content = Safetensors.read(damaged);
        long bytes = content.tensors().values().stream().mapToLong(t -> t.data().remaining()).sum();
        assertThat(bytes).isLessThan(damaged.length);
      } catch (InvalidTensorFileException expected) {
        assertThat(expected).hasMessageMatching("(?s).+");
      }
    }
  }

  @Test
  void aTruncatedFileIsRefused() {
    byte[] whole = Safetensors.write(CONTENT);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Safetensors.read(part))
          .isInstanceOf(InvalidTensorFileException.class);
    }
  }
}
