package org.prunescope.system;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a query in Prometheus' language asks for. A word that is no function known here counts as a
 * metric's name, so that none is overlooked.
 *
 * @param selectors metrics with what their labels must be
 * @param grouping labels that it groups by
 */
record PromQuery(List<Selector> selectors, Set<String> grouping) {
  private static final Pattern GROUPING = Pattern.compile("\\bby\\s*\\(([^)]*)\\)");
  private static final Pattern TIME = Pattern.compile("\\[[^]]*]|\\boffset\\s+\\w+");
  private static final Pattern SELECTOR =
      Pattern.compile("(?<![\\w.])([a-zA-Z_:][\\w:]*)\\s*(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*=~?\\s*\"([^\"]*)\"");
  private static final Set<String> FUNCTIONS =
      Set.of("absent", "histogram_quantile", "increase", "max", "min_over_time", "rate", "sum");

  /**
   * A metric.
   *
   * @param labels regular expressions by label
   */
  record Selector(String metric, Map<String, String> labels) {
    boolean selects(Exposition.Series series) {
      return labels.entrySet().stream()
          .allMatch(
              label -> series.labels().getOrDefault(label.getKey(), "").matches(label.getValue()));
    }
  }

  static PromQuery of(String text) {
    Set<String> grouping =
        GROUPING
            .matcher(text)
            .results()
            .flatMap(by -> Stream.of(by.group(1).split(",")))
            .map(String::strip)
            .collect(Collectors.toSet());
    String rest = TIME.matcher(GROUPING.matcher(text).replaceAll(" ")).replaceAll(" ");
    List<Selector> selectors =
        SELECTOR
            .matcher(rest)
            .results()
            .filter(word -> !FUNCTIONS.contains(word.group(1)))
            .map(word -> new Selector(word.group(1), labels(word)))
            .toList();
    return new PromQuery(selectors, grouping);
  }

  private static Map<String, String> labels(MatchResult selector) {
    String matchers = selector.group(2) == null ? "" : selector.group(2);
    return MATCHER
        .matcher(matchers)
        .results()
        .collect(Collectors.toMap(matcher -> matcher.group(1), matcher -> matcher.group(2)));
  }
}
