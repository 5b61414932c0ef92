package org.prunescope.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.kubernetes.client.openapi.JSON;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Whether objects are what their API takes, strictly: Kubernetes' own by its client's types,
 * Strimzi's by Strimzi's, the others by schemas written from their documentation.
 */
final class Shapes {
  private static final String KUBERNETES = "io.kubernetes.client.openapi.models.V1";
  private static final Map<String, Class<?>> STRIMZI =
      Map.of(
          "Kafka", Kafka.class,
          "KafkaNodePool", KafkaNodePool.class,
          "KafkaTopic", KafkaTopic.class,
          "KafkaUser", KafkaUser.class);
  private static final List<String> OWN_GROUPS =
      List.of("v1", "apps/v1", "batch/v1", "policy/v1", "networking.k8s.io/v1");
  private static final Gson GSON = JSON.getGson();
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(new WithoutRemains());

  private Shapes() {}

  /** Strimzi's types keep what they do not know; it must be refused instead. */
  private static final class WithoutRemains extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }

  static List<String> complaints(Manifest manifest) {
    if (OWN_GROUPS.contains(manifest.apiVersion())) {
      return ofKubernetes(manifest);
    }
    if (manifest.apiVersion().equals("kafka.strimzi.io/v1")) {
      return ofStrimzi(manifest);
    }
    return bySchema(manifest.toString(), manifest.kind(), manifest.body());
  }

  /** What is against the schema of this name. */
  static List<String> bySchema(String what, String schema, JsonNode body) {
    return schema(schema).validate(body).stream()
        .map(message -> what + ": " + message.getMessage())
        .toList();
  }

  private static List<String> ofKubernetes(Manifest manifest) {
    try {
      Class<?> type = Class.forName(KUBERNETES + manifest.kind());
      JsonElement json = JsonParser.parseString(manifest.body().toString());
      type.getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
      Object unused = Objects.requireNonNull(GSON.fromJson(json, type));
      return List.of();
    } catch (InvocationTargetException e) {
      return List.of(manifest + ": " + e.getTargetException().getMessage());
    } catch (JsonParseException e) {
      return List.of(manifest + ": " + e.getMessage());
    } catch (ReflectiveOperationException e) {
      return List.of("%s: %s has no such kind".formatted(manifest, manifest.apiVersion()));
    }
  }

  private static List<String> ofStrimzi(Manifest manifest) {
    Class<?> type = STRIMZI.get(manifest.kind());
    if (type == null) {
      return List.of("%s: no kind of %s that is used here".formatted(manifest, STRIMZI.keySet()));
    }
    try {
      Object unused = STRICT.treeToValue(manifest.body(), type);
      return List.of();
    } catch (JsonProcessingException e) {
      return List.of(manifest + ": " + e.getMessage());
    }
  }

  private static JsonSchema schema(String name) {
    String resource = "/schemas/%s.yaml".formatted(name.toLowerCase(Locale.ROOT));
    try (InputStream stream = Shapes.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("there is no schema of " + name);
      }
      JsonNode schema = new ObjectMapper(new YAMLFactory()).readTree(stream);
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
