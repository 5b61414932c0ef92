package org.prunescope.dataset.augmentation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.dataset.Split;

/** What torchvision and PIL give; made by src/test/python/augmentation_cases.py. */
final class Cases {
  private static final JsonNode DESCRIPTIONS = descriptions();
  private static final Map<String, Tensor> TENSORS =
      Safetensors.read(resource("cases.safetensors")).tensors();

  private Cases() {}

  /** One case, by its name. */
  record Case(String name, String operation, int image, JsonNode parameters) {
    Split split() {
      return new Split(tensor("image." + image).bytes(), new short[1]);
    }

    boolean hasFloats() {
      return TENSORS.containsKey(name + ".float");
    }

    boolean hasBytes() {
      return TENSORS.containsKey(name + ".bytes");
    }

    float[] floats() {
      return tensor(name + ".float").floats();
    }

    byte[] bytes() {
      return tensor(name + ".bytes").bytes();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> all() {
    return DESCRIPTIONS
        .get("cases")
        .valueStream()
        .map(
            node ->
                new Case(
                    node.get("name").asText(),
                    node.get("operation").asText(),
                    node.get("image").asInt(),
                    node.get("parameters")));
  }

  /** How often torchvision drew each value of a number of the window. */
  static Map<Integer, Integer> cropDraws(String number) {
    Map<Integer, Integer> counts = new TreeMap<>();
    DESCRIPTIONS
        .get("cropDraws")
        .get(number)
        .properties()
        .forEach(entry -> counts.put(Integer.parseInt(entry.getKey()), entry.getValue().asInt()));
    return counts;
  }

  private static Tensor tensor(String name) {
    return Objects.requireNonNull(TENSORS.get(name), name);
  }

  private static JsonNode descriptions() {
    try {
      return new JsonMapper().readTree(resource("cases.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = Objects.requireNonNull(Cases.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
