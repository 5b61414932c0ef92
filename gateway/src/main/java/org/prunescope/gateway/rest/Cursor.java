package org.prunescope.gateway.rest;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.prunescope.gateway.request.RefusedRequestException;

/**
 * Where a page ended, as text that means nothing to whoever holds it. It names the last entry's
 * place, so it stays good while others come and go.
 */
enum Cursor {
  EXPERIMENTS,
  RUNS,
  CHECKPOINTS;

  private static final String SEPARATOR = " ";

  /** The text for a place. */
  String of(Object... place) {
    StringBuilder text = new StringBuilder(name());
    for (Object part : place) {
      text.append(SEPARATOR).append(part);
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The place that the parameter {@code after} names; empty where it is not given. */
  <T> Optional<T> after(QueryParameters given, Function<List<String>, T> place) {
    return given.text("after").map(text -> read(text, place));
  }

  private <T> T read(String text, Function<List<String>, T> place) {
    try {
      List<String> parts =
          List.of(
              new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8)
                  .split(SEPARATOR, -1));
      if (parts.getFirst().equals(name())) {
        return place.apply(parts.subList(1, parts.size()));
      }
    } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
      // Refused like a cursor of another list.
    }
    throw new RefusedRequestException("after", "must be the value of next in the page before");
  }
}
