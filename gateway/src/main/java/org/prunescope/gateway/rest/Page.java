package org.prunescope.gateway.rest;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What was found, cut to a page. */
record Page<T>(List<T> entries, @Nullable String next) {
  /** Entries where nothing else is asked for. */
  static final int DEFAULT_LIMIT = 100;

  /** Entries at most. */
  static final int MAX_LIMIT = 1000;

  /** The parameter {@code limit}. */
  static int limit(QueryParameters given) {
    return given.number("limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
  }

  /**
   * The first so many.
   *
   * @param found one more than the limit, where there are more
   * @param cursor that goes on after an entry
   */
  static <T> Page<T> of(List<T> found, int limit, Function<T, String> cursor) {
    if (found.size() <= limit) {
      return new Page<>(found, null);
    }
    List<T> page = found.subList(0, limit);
    return new Page<>(page, cursor.apply(page.getLast()));
  }
}
