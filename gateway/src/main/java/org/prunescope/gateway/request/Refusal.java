package org.prunescope.gateway.request;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.field.InvalidFieldException;

/** Why a request does not fit, in the words of the request: which field, and what it may hold. */
final class Refusal {
  private final ObjectNode request;
  private final JsonMappingException cause;

  Refusal(ObjectNode request, JsonMappingException cause) {
    this.request = request;
    this.cause = cause;
  }

  RefusedRequestException asException() {
    String path = field(pointer());
    return switch (cause) {
      case UnrecognizedPropertyException unknown ->
          new RefusedRequestException(
              path, "is no field; the fields here are " + names(unknown.getKnownPropertyIds()));
      case InvalidTypeIdException choice -> notOneOf(path, choice);
      default -> {
        if (cause.getCause() instanceof InvalidFieldException invalid) {
          yield new RefusedRequestException(join(path, invalid.field()), invalid.problem());
        }
        if (cause.getCause() instanceof IllegalArgumentException invalid) {
          yield new RefusedRequestException(path, "is not valid: " + invalid.getMessage());
        }
        if (cause.getCause() instanceof NullPointerException) {
          yield new RefusedRequestException(path, "must not hold null");
        }
        yield mismatch(path);
      }
    };
  }

  /** A pointer such as {@code /sparsities/0} as people write it: {@code sparsities[0]}. */
  static String field(JsonPointer pointer) {
    StringBuilder field = new StringBuilder();
    for (JsonPointer part = pointer; !part.matches(); part = part.tail()) {
      if (part.mayMatchElement()) {
        field.append('[').append(part.getMatchingIndex()).append(']');
      } else {
        field.append(field.isEmpty() ? "" : ".").append(part.getMatchingProperty());
      }
    }
    return field.toString();
  }

  private JsonPointer pointer() {
    JsonPointer pointer = JsonPointer.empty();
    for (JsonMappingException.Reference reference : cause.getPath()) {
      pointer =
          reference.getFieldName() == null
              ? pointer.appendIndex(reference.getIndex())
              : pointer.appendProperty(reference.getFieldName());
    }
    return pointer;
  }

  private static String join(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  private static RefusedRequestException notOneOf(String path, InvalidTypeIdException choice) {
    Class<?> base = choice.getBaseType().getRawClass();
    String property = base.getAnnotation(JsonTypeInfo.class).property();
    List<String> allowed =
        Arrays.stream(base.getAnnotation(JsonSubTypes.class).value())
            .map(JsonSubTypes.Type::name)
            .toList();
    String given = choice.getTypeId();
    return new RefusedRequestException(
        join(path, property),
        "must be one of %s%s".formatted(names(allowed), given == null ? "" : ", not " + given));
  }

  private RefusedRequestException mismatch(String path) {
    JsonNode given = request.at(pointer());
    if (given.isMissingNode()) {
      return new RefusedRequestException(path, "is required");
    }
    return new RefusedRequestException(
        path, "must be %s, not %s".formatted(wanted(), shortened(given)));
  }

  private String wanted() {
    Class<?> type = targetType();
    if (type == null) {
      return "something else";
    }
    if (type.isEnum()) {
      return "one of " + names(Arrays.stream(type.getFields()).map(Refusal::jsonName).toList());
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return type == int.class || type == Integer.class
          ? "a whole number of at most " + Integer.MAX_VALUE
          : "a whole number";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == String.class) {
      return "text";
    }
    return Collection.class.isAssignableFrom(type) ? "a list" : "an object";
  }

  private @Nullable Class<?> targetType() {
    if (cause instanceof MismatchedInputException mismatch) {
      return mismatch.getTargetType();
    }
    return cause.getCause() instanceof InputCoercionException coercion
        ? coercion.getTargetType()
        : null;
  }

  private static String jsonName(java.lang.reflect.Field constant) {
    JsonProperty name = constant.getAnnotation(JsonProperty.class);
    return name == null ? constant.getName() : name.value();
  }

  private static String names(Collection<?> names) {
    return names.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
  }

  private static String shortened(JsonNode given) {
    String text = given.toString();
    return text.length() > 40 ? text.substring(0, 40) + "..." : text;
  }
}
