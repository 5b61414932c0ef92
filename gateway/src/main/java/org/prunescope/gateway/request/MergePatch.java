package org.prunescope.gateway.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * JSON merge patch (RFC 7396): objects are merged field by field, null removes a field, all else,
 * lists included, replaces what was there.
 */
final class MergePatch {
  private MergePatch() {}

  /** The target as the patch changes it; neither is changed itself. */
  static JsonNode apply(JsonNode patch, @Nullable JsonNode target) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch;
    }
    ObjectNode merged =
        target instanceof ObjectNode object
            ? object.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    changes
        .properties()
        .forEach(
            change -> {
              if (change.getValue().isNull()) {
                merged.remove(change.getKey());
              } else {
                merged.set(change.getKey(), apply(change.getValue(), merged.get(change.getKey())));
              }
            });
    return merged;
  }
}
