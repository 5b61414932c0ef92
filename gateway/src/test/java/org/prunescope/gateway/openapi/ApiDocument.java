package org.prunescope.gateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The OpenAPI document that a gateway serves, and what it says of an answer. */
public final class ApiDocument {
  private static final String LOCATION = "https://prunescope.test/openapi";

  private final JsonNode document;
  private final JsonSchemaFactory schemas;

  /** One operation of the API. */
  public record Operation(String method, String path) {}

  public ApiDocument(String json) throws IOException {
    document = new JsonMapper().readTree(json);
    schemas =
        JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(LOCATION, json))));
  }

  /** The schema of this name. */
  public JsonNode schema(String name) {
    return document.required("components").required("schemas").required(name);
  }

  /** Every operation. */
  public List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (var path : document.required("paths").properties()) {
      for (var method : path.getValue().properties()) {
        String verb = method.getKey().toUpperCase(Locale.ROOT);
        if (path.getKey().startsWith("/api/")
            && List.of("GET", "POST", "PUT", "PATCH", "DELETE").contains(verb)) {
          operations.add(new Operation(verb, path.getKey()));
        }
      }
    }
    return operations;
  }

  /** What is wrong with an answer: nothing where it is as the document has it. */
  public List<String> complaints(Operation operation, int status, String type, String body) {
    String mediaType = type.replaceAll(";.*", "").strip();
    JsonNode responses =
        document
            .required("paths")
            .required(operation.path())
            .required(operation.method().toLowerCase(Locale.ROOT))
            .required("responses");
    String answered = Integer.toString(status);
    String entry = responses.has(answered) ? answered : "default";
    if (entry.equals("default") && status < 400) {
      return List.of("the status %d is not in the document".formatted(status));
    }
    JsonNode content = responses.required(entry).path("content");
    if (body.isEmpty() && content.isMissingNode()) {
      return List.of();
    }
    if (!content.has(mediaType)) {
      return List.of("%d comes as %s, which is not in the document".formatted(status, type));
    }
    if (!mediaType.endsWith("json")) {
      return List.of();
    }
    String pointer =
        "/paths/%s/%s/responses/%s/content/%s/schema"
            .formatted(
                operation.path().replace("/", "~1"),
                operation.method().toLowerCase(Locale.ROOT),
                entry,
                mediaType.replace("/", "~1"));
    return complaints(pointer, body);
  }

  /** What is wrong with a value, by a schema at that place of the document. */
  public List<String> complaints(String pointer, String json) {
    try {
      Set<ValidationMessage> messages =
          schemas
              .getSchema(SchemaLocation.of(LOCATION + "#" + pointer))
              .validate(new JsonMapper().readTree(json));
      return messages.stream().map(ValidationMessage::toString).sorted().toList();
    } catch (IOException e) {
      return List.of("no JSON: " + e.getMessage());
    }
  }

  /** Every example, by the place of its schema. */
  public Map<String, String> examples() {
    Map<String, String> examples = new TreeMap<>();
    collect(document.required("paths"), "/paths", examples);
    return examples;
  }

  private static void collect(JsonNode node, String pointer, Map<String, String> examples) {
    if (node.has("example") && node.has("schema")) {
      examples.put(pointer + "/schema", node.get("example").toString());
    }
    for (var field : node.properties()) {
      String step = field.getKey().replace("~", "~0").replace("/", "~1");
      collect(field.getValue(), pointer + "/" + step, examples);
    }
  }
}
