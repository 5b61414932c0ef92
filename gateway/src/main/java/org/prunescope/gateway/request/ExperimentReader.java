package org.prunescope.gateway.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import org.prunescope.contract.experiment.Experiment;

/**
 * Reads an experiment from JSON or YAML and takes nothing for granted: unknown fields, missing
 * ones, wrong types and values out of range are refused by name. What may be left out is in {@link
 * Defaults}.
 */
public final class ExperimentReader {
  /** Greatest size of a request, in bytes. */
  public static final int MAX_BYTES = 1 << 20;

  private static final String PRESET = "preset";
  private static final JsonMapper MAPPER = strictMapper();

  private ExperimentReader() {}

  /**
   * Reads the request. With a field {@code preset} it is a JSON merge patch of that preset.
   *
   * @throws RefusedRequestException where it is not an experiment
   */
  public static Experiment read(byte[] request, DocumentFormat format) {
    JsonNode document = parse(request, format);
    if (!(document instanceof ObjectNode submitted)) {
      throw new RefusedRequestException("", "The request must be an object.");
    }
    return experiment(onItsPreset(submitted));
  }

  /** Reads a request that is JSON. */
  public static Experiment read(byte[] json) {
    return read(json, DocumentFormat.JSON);
  }

  /** A preset's experiment. */
  public static Experiment read(Preset preset) {
    return experiment(preset.request());
  }

  /** The request with the preset that it names filled in, where it names one. */
  private static ObjectNode onItsPreset(ObjectNode submitted) {
    JsonNode name = submitted.remove(PRESET);
    if (name == null) {
      return submitted;
    }
    ObjectNode preset =
        Preset.named(name.isTextual() ? name.textValue() : "")
            .orElseThrow(
                () ->
                    new RefusedRequestException(
                        PRESET,
                        "must be one of %s, not %s"
                            .formatted(
                                Preset.all().stream()
                                    .map(Preset::name)
                                    .sorted()
                                    .collect(Collectors.joining(", ")),
                                name)))
            .request();
    return (ObjectNode) MergePatch.apply(submitted, preset);
  }

  private static Experiment experiment(ObjectNode request) {
    Defaults.fill(request);
    try {
      return MAPPER.treeToValue(request, Experiment.class);
    } catch (JsonMappingException e) {
      throw new Refusal(request, e).asException();
    } catch (JsonProcessingException e) {
      throw new RefusedRequestException("", e.getOriginalMessage());
    }
  }

  private static JsonNode parse(byte[] request, DocumentFormat format) {
    try (JsonParser parser = format.parser(request)) {
      try {
        JsonNode document = MAPPER.readTree(parser);
        if (document == null) {
          throw new RefusedRequestException("", "The request is empty.");
        }
        if (parser.nextToken() != null) {
          throw new RefusedRequestException("", "The request goes on after its object.");
        }
        return document;
      } catch (JsonProcessingException e) {
        String field = Refusal.field(parser.getParsingContext().pathAsPointer());
        throw new RefusedRequestException(
            field, "is not %s at line %d: %s".formatted(format, line(e), e.getOriginalMessage()));
      }
    } catch (CharConversionException e) {
      throw new RefusedRequestException("", "is not UTF-8: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot fail to be read", e);
    }
  }

  private static int line(JsonProcessingException e) {
    return e.getLocation() == null ? 0 : e.getLocation().getLineNr();
  }

  private static JsonMapper strictMapper() {
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();
    mapper
        .coercionConfigFor(LogicalType.Textual)
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    return mapper;
  }
}
