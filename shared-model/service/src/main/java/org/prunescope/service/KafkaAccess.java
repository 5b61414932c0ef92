package org.prunescope.service;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Who this process is to Kafka and whom it takes for Kafka: the variables {@code
 * KAFKA_SECURITY_...}, {@code KAFKA_SASL_...} and {@code KAFKA_SSL_...}, each a setting of Kafka's
 * clients in capitals with underscores, as SmallRye's clients read them too.
 */
public final class KafkaAccess {
  private static final String PREFIX = "KAFKA_";

  private KafkaAccess() {}

  /** A client's settings and how it may come in. */
  public static Map<String, Object> with(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.putAll(settings());
    return all;
  }

  /** How a client may come in; empty where nothing is asked of it. */
  public static Map<String, String> settings() {
    return of(System.getenv());
  }

  static Map<String, String> of(Map<String, String> environment) {
    Map<String, String> settings = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (Stream.of("SECURITY_", "SASL_", "SSL_")
              .anyMatch(one -> name.startsWith(PREFIX + one))) {
            settings.put(
                name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    return settings;
  }
}
