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
            lines.add(
                runs(runs, "is asked", "are asked")
                    + " %s.".formatted(WORDS.getOrDefault(action, action))));
    Map<String, Long> reasons =
        answer.notAsked().stream()
            .collect(Collectors.groupingBy(NotAsked::why, TreeMap::new, Collectors.counting()));
    reasons.forEach(
        (why, runs) ->
            lines.add(
                runs(runs, "is left as it is, because ", "are left as they are, each because ")
                    + why
                    + "."));
    if (!answer.blocked().isEmpty()) {
      lines.add(
          runs(
              answer.blocked().size(),
              "waits for one of these and is blocked until that is resumed.",
              "wait for one of these and are blocked until it is resumed."));
    }
    return lines;
  }

  private static String runs(long number, String one, String many) {
    return number == 1 ? "1 run " + one : "%d runs %s".formatted(number, many);
  }
}
