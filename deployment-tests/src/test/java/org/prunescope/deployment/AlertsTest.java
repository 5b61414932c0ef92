package org.prunescope.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The alert rules, by Prometheus' own promtool: each is silent, and each is made to fire. */
class AlertsTest {
  private static final Path RULES = Checkout.ROOT.resolve("observability/alerts.yml");
  private static final Path CASES = Checkout.ROOT.resolve("observability/alerts-test.yml");
  private static final YAMLMapper YAML = new YAMLMapper();

  @Test
  void everyAlertIsMadeToFire() throws IOException {
    Set<String> fires = new TreeSet<>();
    for (JsonNode question : YAML.readTree(CASES.toFile()).findValues("alert_rule_test")) {
      for (JsonNode one : question) {
        if (!one.path("exp_alerts").isEmpty()) {
          fires.add(one.required("alertname").asText());
        }
      }
    }

    List<String> alerts = YAML.readTree(RULES.toFile()).findValuesAsText("alert");
    assertThat(alerts).isNotEmpty();
    assertThat(fires).containsExactlyInAnyOrderElementsOf(alerts);
  }

  @Test
  void alertsFireWhereTheyShouldAndNowhereElse() throws Exception {
    assertThat(Program.PROMTOOL.run("test", "rules", CASES.toString())).contains("SUCCESS");
  }
}
