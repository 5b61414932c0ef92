package org.prunescope.contract.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Reads and writes the safetensors format: 8 bytes header length, a JSON header, the tensors'
 * bytes.
 *
 * <p>Writing is canonical: metadata and tensors in sorted order, no padding but that which aligns
 * the data to 8 bytes. Equal contents give equal bytes. Reading trusts nothing: header size, types,
 * shapes and offsets are checked before a tensor is made, and the tensors must fill the file
 * exactly. What it allocates is bounded by the size of the header.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class Safetensors {
  /** About ten thousand tensors. */
  private static final int MAX_HEADER_BYTES = 1 << 20;

  private static final String METADATA = "__metadata__";

  /** A header nests three deep: tensors, their descriptions, shapes. */
  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder().maxNestingDepth(3).maxNumberLength(20).build();

  private static final JsonMapper JSON =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Safetensors() {}

  /**
   * What a file holds.
   *
   * @param metadata free text by key
   * @param tensors by name
   */
  public record Content(SortedMap<String, String> metadata, SortedMap<String, Tensor> tensors) {
    /** Copies both maps. */
    public Content(Map<String, String> metadata, Map<String, Tensor> tensors) {
      this(
          (SortedMap<String, String>) new TreeMap<>(metadata),
          (SortedMap<String, Tensor>) new TreeMap<>(tensors));
    }

    /**
     * The tensor of this name.
     *
     * @throws InvalidTensorFileException where there is none
     */
    public Tensor tensor(String name) {
      Tensor tensor = tensors.get(name);
      if (tensor == null) {
        throw new InvalidTensorFileException("no tensor named " + name);
      }
      return tensor;
    }
  }

  /**
   * A tensor without its elements.
   *
   * @param shape sizes per dimension; empty for a scalar
   */
  public record TensorLayout(DataType type, List<Integer> shape) {
    public TensorLayout {
      shape = List.copyOf(shape);
    }

    static TensorLayout of(Tensor tensor) {
      return new TensorLayout(tensor.type(), IntStream.of(tensor.shape()).boxed().toList());
    }

    long bytes() {
      return shape.stream().mapToLong(Integer::longValue).reduce(type.bytes(), Math::multiplyExact);
    }
  }

  /** The canonical bytes of this content. */
  public static byte[] write(Content content) {
    SortedMap<String, TensorLayout> layouts = layouts(content);
    byte[] header = header(content.metadata(), layouts);
    ByteBuffer file =
        ByteBuffer.allocate(Math.toIntExact(header.length + bytes(layouts)))
            .order(ByteOrder.LITTLE_ENDIAN);
    file.put(header);
    content.tensors().values().forEach(tensor -> file.put(tensor.data()));
    return file.array();
  }

  /** How many bytes {@link #write} makes of tensors of these types and shapes. */
  public static long size(Map<String, String> metadata, Map<String, TensorLayout> tensors) {
    SortedMap<String, TensorLayout> sorted = new TreeMap<>(tensors);
    return header(new TreeMap<>(metadata), sorted).length + bytes(sorted);
  }

  private static SortedMap<String, TensorLayout> layouts(Content content) {
    SortedMap<String, TensorLayout> layouts = new TreeMap<>();
    content.tensors().forEach((name, tensor) -> layouts.put(name, TensorLayout.of(tensor)));
    return layouts;
  }

  private static long bytes(SortedMap<String, TensorLayout> tensors) {
    return tensors.values().stream().mapToLong(TensorLayout::bytes).sum();
  }

  /** Everything before the tensors' elements. */
  private static byte[] header(
      SortedMap<String, String> metadata, SortedMap<String, TensorLayout> tensors) {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = header.putObject(METADATA);
      metadata.forEach(texts::put);
    }
    long end = 0;
    for (Map.Entry<String, TensorLayout> entry : tensors.entrySet()) {
      TensorLayout tensor = entry.getValue();
      ObjectNode description = header.putObject(entry.getKey());
      description.put("dtype", tensor.type().name());
      var shape = description.putArray("shape");
      tensor.shape().forEach(shape::add);
      long start = end;
      end += tensor.bytes();
      description.putArray("data_offsets").add(start).add(end);
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    int length = (json.length + 7) & ~7;
    ByteBuffer bytes = ByteBuffer.allocate(8 + length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length).put(json);
    while (bytes.hasRemaining()) {
      bytes.put((byte) ' ');
    }
    return bytes.array();
  }

  /**
   * Reads a file that {@link #write} made, as {@link #read} does.
   *
   * @throws InvalidTensorFileException where it would have written the same content otherwise too
   */
  public static Content readCanonical(byte[] bytes) {
    Content content = read(bytes);
    byte[] header = header(content.metadata(), layouts(content));
    if (!Arrays.equals(header, 0, header.length, bytes, 0, Math.min(header.length, bytes.length))) {
      throw new InvalidTensorFileException("header is not as Prunescope writes it");
    }
    return content;
  }

  /**
   * Reads a whole file. The tensors are views of {@code bytes}, which must not be changed
   * afterwards.
   *
   * @throws InvalidTensorFileException where the bytes are not a well-formed file of our types
   */
  public static Content read(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < 8) {
      throw new InvalidTensorFileException("shorter than its header");
    }
    long headerLength = file.getLong();
    if (headerLength < 2 || headerLength > MAX_HEADER_BYTES || headerLength > bytes.length - 8) {
      throw new InvalidTensorFileException("header length " + headerLength + " is out of range");
    }
    JsonNode header = parse(bytes, (int) headerLength);
    ByteBuffer data = file.slice(8 + (int) headerLength, bytes.length - 8 - (int) headerLength);

    SortedMap<String, String> metadata = new TreeMap<>();
    List<Extent> extents = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (field.getKey().equals(METADATA)) {
        metadata.putAll(texts(field.getValue()));
      } else {
        extents.add(Extent.read(field.getKey(), field.getValue()));
      }
    }
    extents.sort(Comparator.comparingLong(Extent::start).thenComparingLong(Extent::end));
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    long end = 0;
    for (Extent extent : extents) {
      if (extent.start != end || extent.end > data.capacity()) {
        throw new InvalidTensorFileException("tensor " + extent.name + " leaves a gap or overlaps");
      }
      end = extent.end;
      tensors.put(extent.name, extent.tensor(data));
    }
    if (end != data.capacity()) {
      throw new InvalidTensorFileException(
          "%d bytes after the last tensor".formatted(data.capacity() - end));
    }
    return new Content(metadata, tensors);
  }

  private static JsonNode parse(byte[] bytes, int headerLength) {
    if (bytes[8] != '{') {
      throw new InvalidTensorFileException("header does not begin as a JSON object");
    }
    try {
      ByteBuffer header = ByteBuffer.wrap(bytes, 8, headerLength);
      return JSON.readTree(StandardCharsets.UTF_8.newDecoder().decode(header).toString());
    } catch (CharacterCodingException e) {
      throw new InvalidTensorFileException("header is not UTF-8");
    } catch (JsonProcessingException e) {
      throw new InvalidTensorFileException("header is not JSON: " + e.getOriginalMessage());
    }
  }

  private static Map<String, String> texts(JsonNode metadata) {
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
      texts.put(entry.getKey(), entry.getValue().textValue());
    }
    if (!metadata.isObject() || texts.containsValue(null)) {
      throw new InvalidTensorFileException(METADATA + " is not an object of texts");
    }
    return texts;
  }

  private record Extent(String name, DataType type, int[] shape, long start, long end) {
    static Extent read(String name, JsonNode description) {
      JsonNode shape = description.path("shape");
      JsonNode offsets = description.path("data_offsets");
      if (!shape.isArray() || !offsets.isArray() || offsets.size() != 2) {
        throw new InvalidTensorFileException("tensor " + name + " lacks shape or data_offsets");
      }
      if (description.size() != 3) {
        throw new InvalidTensorFileException(
            "tensor " + name + " has fields beside dtype, shape and data_offsets");
      }
      int[] sizes = new int[shape.size()];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = wholeNumber(name, shape.get(i), Integer.MAX_VALUE).intValue();
      }
      return new Extent(
          name,
          type(name, description.path("dtype").asText()),
          sizes,
          wholeNumber(name, offsets.get(0), Long.MAX_VALUE),
          wholeNumber(name, offsets.get(1), Long.MAX_VALUE));
    }

    private static DataType type(String name, String text) {
      for (DataType type : DataType.values()) {
        if (type.name().equals(text)) {
          return type;
        }
      }
      throw new InvalidTensorFileException("tensor " + name + " has type " + text);
    }

    private static Long wholeNumber(String name, JsonNode node, long max) {
      if (!node.isIntegralNumber() || !node.canConvertToLong()) {
        throw new InvalidTensorFileException("tensor " + name + " has a size that is no number");
      }
      long value = node.longValue();
      if (value < 0 || value > max) {
        throw new InvalidTensorFileException("tensor " + name + " has size " + value);
      }
      return value;
    }

    Tensor tensor(ByteBuffer data) {
      if (end < start) {
        throw new InvalidTensorFileException("tensor " + name + " ends before it starts");
      }
      try {
        return new Tensor(type, shape, data.slice((int) start, (int) (end - start)));
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new InvalidTensorFileException("tensor " + name + ": " + e.getMessage());
      }
    }
  }
}
