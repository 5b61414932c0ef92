package org.prunescope.gateway.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of records as Jackson writes them: no other fields than their components, ids as text,
 * choices by the field that tells them apart, null where that is allowed.
 */
final class WireSchemas {
  private static final String REFERENCE = "#/components/schemas/";

  /** What a name says that two types share is ambiguous. */
  private final Map<String, Class<?>> types = new HashMap<>();

  private final Map<String, Schema> schemas = new TreeMap<>();
  private final String suffix;
  private final boolean areComplete;

  private WireSchemas(String suffix, boolean areComplete) {
    this.suffix = suffix;
    this.areComplete = areComplete;
  }

  /** Of what is answered: every field is there, but those that may be null. */
  static WireSchemas ofAnswers() {
    return new WireSchemas("", true);
  }

  /** Of what is asked: a preset and the defaults may fill in any field. */
  static WireSchemas ofRequests() {
    return new WireSchemas("Request", false);
  }

  /** Takes in a type and all that it holds. */
  Schema add(Class<?> type) {
    return schema(type);
  }

  /** What was taken in, by name. */
  Map<String, Schema> schemas() {
    return schemas;
  }

  private Schema schema(AnnotatedType annotated) {
    Schema schema =
        annotated instanceof AnnotatedParameterizedType generic
            ? schema(generic)
            : schema((Class<?>) annotated.getType());
    return annotated.isAnnotationPresent(Nullable.class) ? orNull(schema) : schema;
  }

  private Schema schema(AnnotatedParameterizedType generic) {
    Class<?> raw = (Class<?>) ((ParameterizedType) generic.getType()).getRawType();
    AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
    if (Collection.class.isAssignableFrom(raw)) {
      return typed(SchemaType.ARRAY).items(schema(arguments[0]));
    }
    if (Map.class.isAssignableFrom(raw)) {
      return typed(SchemaType.OBJECT).additionalPropertiesSchema(schema(arguments[1]));
    }
    throw new IllegalArgumentException("no schema for " + generic);
  }

  private Schema schema(Class<?> type) {
    if (type == int.class || type == Integer.class) {
      return typed(SchemaType.INTEGER).format("int32");
    }
    if (type == long.class || type == Long.class) {
      return typed(SchemaType.INTEGER).format("int64");
    }
    if (type == double.class || type == Double.class) {
      return typed(SchemaType.NUMBER).format("double");
    }
    if (type == boolean.class || type == Boolean.class) {
      return typed(SchemaType.BOOLEAN);
    }
    if (type == String.class || isText(type)) {
      return typed(SchemaType.STRING);
    }
    if (type == Instant.class) {
      return typed(SchemaType.STRING).format("date-time");
    }
    if (type == JsonNode.class) {
      return typed(SchemaType.OBJECT)
          .description("A row of a published view, its columns in camel case.");
    }
    return named(type);
  }

  /** Types of one value that are written as it. */
  private static boolean isText(Class<?> type) {
    return !type.isEnum()
        && type.isRecord()
        && (Arrays.stream(type.getDeclaredMethods())
                .anyMatch(method -> method.isAnnotationPresent(JsonValue.class))
            || Arrays.stream(type.getRecordComponents())
                .anyMatch(part -> part.getAccessor().isAnnotationPresent(JsonValue.class)));
  }

  private Schema named(Class<?> type) {
    String name = type.isEnum() ? type.getSimpleName() : type.getSimpleName() + suffix;
    Class<?> known = types.putIfAbsent(name, type);
    if (known != null && known != type) {
      throw new IllegalStateException("two types have one name: %s, %s".formatted(known, type));
    }
    if (known == null) {
      if (type.isEnum()) {
        schemas.put(name, choice(type));
      } else if (type.isAnnotationPresent(JsonSubTypes.class)) {
        schemas.put(name, oneOf(type));
      } else if (type.isRecord()) {
        schemas.put(name, object(type));
      } else {
        throw new IllegalArgumentException("no schema for " + type);
      }
    }
    return OASFactory.createSchema().ref(REFERENCE + name);
  }

  private static Schema choice(Class<?> type) {
    Schema schema = typed(SchemaType.STRING);
    for (Object constant : type.getEnumConstants()) {
      schema.addEnumeration(jsonName(type, (Enum<?>) constant));
    }
    return schema;
  }

  private static String jsonName(Class<?> type, Enum<?> constant) {
    try {
      for (var method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(JsonValue.class)) {
          return String.valueOf(method.invoke(constant));
        }
      }
      Field field = type.getField(constant.name());
      JsonProperty name = field.getAnnotation(JsonProperty.class);
      return name == null ? constant.name() : name.value();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot be looked into: " + type, e);
    }
  }

  /** One of the types; which one is said by a field. */
  private Schema oneOf(Class<?> type) {
    String property = type.getAnnotation(JsonTypeInfo.class).property();
    List<Schema> options = new ArrayList<>();
    for (JsonSubTypes.Type option : type.getAnnotation(JsonSubTypes.class).value()) {
      String name = type.getSimpleName() + "." + option.value().getSimpleName() + suffix;
      Schema schema = object(option.value());
      schema.addProperty(property, typed(SchemaType.STRING).constValue(option.name()));
      if (areComplete) {
        schema.addRequired(property);
      }
      schemas.put(name, schema);
      options.add(OASFactory.createSchema().ref(REFERENCE + name));
    }
    return OASFactory.createSchema().anyOf(options);
  }

  private Schema object(Class<?> type) {
    Schema schema =
        typed(SchemaType.OBJECT)
            .additionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
    for (RecordComponent component : type.getRecordComponents()) {
      JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
      String name = renamed == null ? component.getName() : renamed.value();
      schema.addProperty(name, schema(component.getAnnotatedType()));
      if (areComplete && isAlwaysThere(type, component)) {
        schema.addRequired(name);
      }
    }
    return schema;
  }

  private static boolean isAlwaysThere(Class<?> type, RecordComponent component) {
    JsonInclude inclusion = type.getAnnotation(JsonInclude.class);
    Type held = component.getGenericType();
    boolean mayBeEmpty =
        inclusion != null
            && inclusion.value() == JsonInclude.Include.NON_EMPTY
            && held instanceof ParameterizedType;
    return !mayBeEmpty && !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static Schema orNull(Schema schema) {
    return OASFactory.createSchema().anyOf(List.of(schema, typed(SchemaType.NULL)));
  }

  private static Schema typed(SchemaType type) {
    return OASFactory.createSchema().addType(type);
  }
}
