package org.prunescope.deployment;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the Dockerfile makes. */
final class Images {
  private static final Pattern STAGE = Pattern.compile("(?m)^FROM (\\S+) AS (\\S+)$");
  private static final Pattern BLOCK =
      Pattern.compile("(?s)FROM (\\S+) AS (\\S+)\n(.*?)(?=\nFROM |\\z)");
  private static final Pattern VARIABLE = Pattern.compile("(?m)(?:^ENV|^ +) *([A-Z_]+)=(\\S+)");

  private Images() {}

  /** The stages that can be built, those in between too. */
  static Set<String> targets() {
    Set<String> targets = new TreeSet<>();
    Matcher stage = STAGE.matcher(Checkout.text("Dockerfile"));
    while (stage.find()) {
      targets.add(stage.group(2));
    }
    return targets;
  }

  /** What a target's process is told by its image, the stages before it included. */
  static Map<String, String> environment(String target) {
    Map<String, String> environment = new TreeMap<>();
    Matcher block = BLOCK.matcher(Checkout.text("Dockerfile"));
    while (block.find()) {
      if (block.group(2).equals(target)) {
        environment.putAll(environment(block.group(1)));
        Matcher variable = VARIABLE.matcher(block.group(3));
        while (variable.find()) {
          environment.put(variable.group(1), variable.group(2));
        }
        return environment;
      }
    }
    return environment;
  }
}
