package org.prunescope.standalone.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.prunescope.standalone.gateway.CommandAnswer;
import org.prunescope.standalone.gateway.CommandAnswer.Asked;
import org.prunescope.standalone.gateway.CommandAnswer.NotAsked;

/** What was asked of which run, in words. */
final class Commanded {
  private static final Map<String, String> WORDS =
      Map.of("CANCEL", "to stop", "RESUME", "to go on", "MEASURE", "to be measured");

  private Commanded() {}

  static List<String> lines(CommandAnswer answer) {
    List<String> lines = new ArrayList<>();
    Map<String, Long> asked =
        answer.asked().stream()
            .collect(Collectors.groupingBy(Asked::action, TreeMap::new, Collectors.counting()));
    asked.forEach(
        (action, runs) ->
            lines.add("%d runs are asked %s.".formatted(runs, WORDS.getOrDefault(action, action))));
    Map<String, Long> reasons =
        answer.notAsked().stream()
            .collect(Collectors.groupingBy(NotAsked::why, TreeMap::new, Collectors.counting()));
    reasons.forEach(
        (why, runs) -> lines.add("%d runs are left as they are: %s".formatted(runs, why)));
    if (!answer.blocked().isEmpty()) {
      lines.add(
          "%d runs wait for one of these and are blocked until it is resumed."
              .formatted(answer.blocked().size()));
    }
    return lines;
  }
}
