package org.prunescope.contract.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Events and plans as JSON. Unknown fields are ignored on reading, since fields are only ever
 * added; missing required ones, wrong types and trailing text are refused.
 */
public final class Json {
  /** Greatest size of an event, in bytes. */
  public static final int MAX_EVENT_BYTES = 4096;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private Json() {}

  /** The document as bytes; equal documents give equal bytes. */
  public static byte[] write(Object document) {
    try {
      return MAPPER.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + document, e);
    }
  }

  /**
   * As {@link #write}, for what goes on Kafka.
   *
   * @throws IllegalArgumentException where it is larger than {@link #MAX_EVENT_BYTES}
   */
  public static byte[] writeEvent(Object event) {
    byte[] bytes = write(event);
    if (bytes.length > MAX_EVENT_BYTES) {
      throw new IllegalArgumentException(
          "event of %d bytes is too large: %s".formatted(bytes.length, event));
    }
    return bytes;
  }

  /**
   * Reads what came from Kafka.
   *
   * @param bytes null where the record has no value
   * @throws UnreadableDocumentException where they are no event, or more than {@link
   *     #MAX_EVENT_BYTES}
   */
  public static <T> T readEvent(byte @Nullable [] bytes, Class<T> type) {
    if (bytes == null) {
      throw new UnreadableDocumentException(type, new IOException("there is no value"));
    }
    if (bytes.length > MAX_EVENT_BYTES) {
      throw new UnreadableDocumentException(
          type, new IOException("%d bytes are too many".formatted(bytes.length)));
    }
    return read(bytes, type);
  }

  /**
   * Reads a document.
   *
   * @throws UnreadableDocumentException where the bytes are not one
   */
  public static <T> T read(byte[] bytes, Class<T> type) {
    T document;
    try {
      document = MAPPER.readValue(bytes, type);
    } catch (IOException e) {
      throw new UnreadableDocumentException(type, e);
    }
    if (document == null) {
      throw new UnreadableDocumentException(type, new IOException("the document is null"));
    }
    return document;
  }
}
