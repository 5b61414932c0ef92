package org.prunescope.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;

/**
 * One case of a folder.
 *
 * @param name what {@code cases.json} calls it
 * @param parameters its entry there
 * @param content its tensors, inputs and expected outputs
 * @param other the tensors of another case, by name: some cases share their weights
 */
record GoldenCase(
    String name,
    JsonNode parameters,
    Safetensors.Content content,
    Function<String, Safetensors.Content> other) {

  Tensor tensor(String tensor) {
    return content.tensor(tensor);
  }

  boolean has(String tensor) {
    return content.tensors().containsKey(tensor);
  }

  /** The tensors whose names begin with this prefix, by the rest of their names, sorted. */
  Map<String, Tensor> tensorsBelow(String prefix) {
    Map<String, Tensor> below = new LinkedHashMap<>();
    content
        .tensors()
        .forEach(
            (key, tensor) -> {
              if (key.startsWith(prefix)) {
                below.put(key.substring(prefix.length()), tensor);
              }
            });
    return below;
  }

  /** How many tensors are named by this prefix and a number, counted from 0 without a gap. */
  int count(String prefix) {
    int count = 0;
    while (has(prefix + count)) {
      count++;
    }
    return count;
  }

  double number(String parameter) {
    return required(parameter).asDouble();
  }

  int integer(String parameter) {
    return required(parameter).asInt();
  }

  String text(String parameter) {
    return required(parameter).asText();
  }

  boolean flag(String parameter) {
    return parameters.path(parameter).asBoolean(false);
  }

  Comparison comparison() {
    return new Comparison(number("rtol"), number("atol"));
  }

  private JsonNode required(String parameter) {
    JsonNode value = parameters.get(parameter);
    if (value == null) {
      throw new IllegalArgumentException("cases.json gives %s no %s".formatted(name, parameter));
    }
    return value;
  }
}
