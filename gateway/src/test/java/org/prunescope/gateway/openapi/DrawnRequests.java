package org.prunescope.gateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Requests that somebody might send by mistake: drawn from the schema, with what does not belong
 * there in places, or a good one with some of its values changed.
 */
public final class DrawnRequests {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int DEPTH = 12;

  private final ApiDocument api;
  private final Random random;

  public DrawnRequests(ApiDocument api, long seed) {
    this.api = api;
    this.random = new Random(seed);
  }

  /** A request that the schema allows, but for some places. */
  public JsonNode fromSchema() {
    return value(api.schema("ExperimentRequest"), 0);
  }

  /** The request with one to three values changed. */
  public JsonNode changed(JsonNode good) {
    JsonNode changed = good.deepCopy();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      change(changed);
    }
    return changed;
  }

  private void change(JsonNode root) {
    List<Runnable> places = new ArrayList<>();
    collect(root, places);
    places.get(random.nextInt(places.size())).run();
  }

  private void collect(JsonNode node, List<Runnable> places) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        places.add(() -> object.set(field.getKey(), oddValue()));
        places.add(() -> object.set(field.getKey(), near(field.getValue())));
        collect(field.getValue(), places);
      }
      places.add(() -> object.set(oddText(), oddValue()));
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        int place = i;
        places.add(() -> array.set(place, oddValue()));
        places.add(() -> array.set(place, near(array.get(place))));
        collect(array.get(i), places);
      }
      places.add(() -> array.add(array.isEmpty() ? oddValue() : array.get(0).deepCopy()));
      places.add(array::removeAll);
    }
  }

  /** Of the same kind, but another. */
  private JsonNode near(JsonNode value) {
    if (value.isIntegralNumber()) {
      return JSON.numberNode(value.longValue() * random.nextInt(-1, 50) + random.nextInt(-2, 3));
    }
    if (value.isNumber()) {
      return JSON.numberNode(value.doubleValue() * random.nextDouble(-0.5, 3));
    }
    if (value.isBoolean()) {
      return JSON.booleanNode(!value.booleanValue());
    }
    return value.isTextual() ? JSON.textNode(oddText()) : oddValue();
  }

  private JsonNode value(JsonNode schema, int depth) {
    if (random.nextInt(40) == 0 || depth > DEPTH) {
      return oddValue();
    }
    if (schema.has("$ref")) {
      String reference = schema.get("$ref").textValue();
      return value(api.schema(reference.substring(reference.lastIndexOf('/') + 1)), depth);
    }
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (schema.has("enum")) {
      return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
    }
    if (schema.has("anyOf")) {
      return value(schema.get("anyOf").get(random.nextInt(schema.get("anyOf").size())), depth + 1);
    }
    return switch (schema.path("type").asText()) {
      case "object" -> object(schema, depth);
      case "array" -> {
        ArrayNode array = JSON.arrayNode();
        int length = random.nextInt(4);
        for (int i = 0; i < length; i++) {
          array.add(value(schema.required("items"), depth + 1));
        }
        yield array;
      }
      case "integer" -> JSON.numberNode(random.nextInt(8) == 0 ? oddLong() : random.nextInt(100));
      case "number" -> JSON.numberNode(random.nextInt(8) == 0 ? oddDouble() : random.nextDouble());
      case "boolean" -> JSON.booleanNode(random.nextBoolean());
      case "string" -> JSON.textNode(oddText());
      default -> JSON.nullNode();
    };
  }

  private ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = JSON.objectNode();
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      if (random.nextInt(10) > 0) {
        object.set(field.getKey(), value(field.getValue(), depth + 1));
      }
    }
    if (random.nextInt(15) == 0) {
      object.set(oddText(), oddValue());
    }
    return object;
  }

  private JsonNode oddValue() {
    return switch (random.nextInt(9)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.textNode(oddText());
      case 2 -> JSON.numberNode(oddLong());
      case 3 -> JSON.numberNode(oddDouble());
      case 4 -> JSON.booleanNode(random.nextBoolean());
      case 5 -> JSON.arrayNode().add(oddText()).addNull();
      case 6 -> JSON.objectNode().put(oddText(), oddText());
      case 7 -> nested(random.nextInt(200));
      default -> JSON.numberNode(new BigDecimal("1e" + random.nextInt(400)));
    };
  }

  private static JsonNode nested(int depth) {
    ArrayNode outer = JSON.arrayNode();
    ArrayNode inner = outer;
    for (int i = 0; i < depth; i++) {
      inner = inner.addArray();
    }
    return outer;
  }

  private long oddLong() {
    long[] odd = {
      0, -1, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40
    };
    return odd[random.nextInt(odd.length)];
  }

  private double oddDouble() {
    double[] odd = {0, -0.0, -1, 1, 1e-320, 1e308, 0.1 + 0.2, 1 - 1e-16, 5};
    return odd[random.nextInt(odd.length)];
  }

  private String oddText() {
    String[] odd = {
      "",
      " ",
      "quickstart",
      "cross-entropy",
      "dense",
      "training",
      "../../etc/passwd",
      "http://x/",
      "a".repeat(5000),
      "\u0000",
      "\ud83c\udf3f",
      "name; drop table run",
      "java.lang.Runtime",
      "NaN",
      "wide-resnet",
      "pre-training",
      "gradual"
    };
    return odd[random.nextInt(odd.length)];
  }
}
