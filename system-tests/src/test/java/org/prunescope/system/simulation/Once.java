package org.prunescope.system.simulation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A pure function whose results are kept: thousands of schedules of one experiment say much the
 * same. Any thread may call.
 */
final class Once<K, V> {
  /** Some 100 MB. */
  private static final int MOST = 50_000;

  private final Map<K, V> known = new ConcurrentHashMap<>();
  private final Function<K, V> function;

  Once(Function<K, V> function) {
    this.function = function;
  }

  V of(K key) {
    V value = known.get(key);
    if (value == null) {
      value = function.apply(key);
      if (known.size() < MOST) {
        known.put(key, value);
      }
    }
    return value;
  }
}
