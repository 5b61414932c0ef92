package org.prunescope.benchmarks.stack;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields of a service's log line, {@code key=value} each.
 *
 * @param fields by key
 */
record LogLine(Map<String, String> fields) {
  private static final Pattern FIELD = Pattern.compile("(\\w+)=(\\S+)");

  LogLine {
    fields = Map.copyOf(fields);
  }

  /**
   * A line that says this; empty where it says something else.
   *
   * @param words before the first field, such as {@code segment trained}
   */
  static Optional<LogLine> of(String line, String words) {
    int begin = line.indexOf(" " + words + " ");
    if (begin < 0) {
      return Optional.empty();
    }
    Map<String, String> fields = new HashMap<>();
    Matcher matcher = FIELD.matcher(line.substring(begin));
    while (matcher.find()) {
      fields.putIfAbsent(matcher.group(1), matcher.group(2));
    }
    return Optional.of(new LogLine(fields));
  }

  String text(String key) {
    String value = fields.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no %s in %s".formatted(key, fields));
    }
    return value;
  }

  double number(String key) {
    return Double.parseDouble(text(key));
  }
}
