package org.prunescope.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The values used last. Not for use by several threads. */
final class RecentlyUsed<K, V> {
  private final Map<K, V> values;

  /**
   * @param capacity values that are kept, at least 1
   */
  RecentlyUsed(int capacity) {
    this.values =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > capacity;
          }
        };
  }

  Optional<V> find(K key) {
    return Optional.ofNullable(values.get(key));
  }

  V keep(K key, V value) {
    values.put(key, value);
    return value;
  }
}
