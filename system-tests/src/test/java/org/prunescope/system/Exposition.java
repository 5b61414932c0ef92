package org.prunescope.system;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What services expose for Prometheus: series by the name of their metric. */
final class Exposition {
  /** Name, labels, value; what follows on the line is an exemplar. */
  private static final Pattern SAMPLE =
      Pattern.compile(
          "^([a-zA-Z_:][\\w:]*)(?:\\{((?:[^\"}]|\"(?:[^\"\\\\]|\\\\.)*\")*)})? (\\S+)(?: .*)?$",
          Pattern.MULTILINE);

  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_]\\w*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final Map<String, List<Series>> byName;

  private Exposition(Map<String, List<Series>> byName) {
    this.byName = byName;
  }

  /** One series with its newest value. */
  record Series(String name, Map<String, String> labels, double value) {}

  /** What several services answer, together. */
  static Exposition of(Collection<String> answers) {
    Map<String, List<Series>> byName = new HashMap<>();
    answers.stream()
        .flatMap(answer -> SAMPLE.matcher(answer).results())
        .map(Exposition::series)
        .forEach(series -> byName.merge(series.name(), List.of(series), Exposition::joined));
    return new Exposition(byName);
  }

  /** Every series of this metric; none where nobody exposes it. */
  List<Series> series(String name) {
    return byName.getOrDefault(name, List.of());
  }

  private static Series series(MatchResult sample) {
    Map<String, String> labels = new HashMap<>();
    if (sample.group(2) != null) {
      LABEL
          .matcher(sample.group(2))
          .results()
          .forEach(label -> labels.put(label.group(1), label.group(2)));
    }
    return new Series(sample.group(1), Map.copyOf(labels), Double.parseDouble(sample.group(3)));
  }

  private static List<Series> joined(List<Series> some, List<Series> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }
}
