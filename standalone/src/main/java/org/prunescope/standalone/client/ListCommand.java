package org.prunescope.standalone.client;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.RunState;
import org.prunescope.standalone.gateway.ExperimentPage;
import org.prunescope.standalone.gateway.ExperimentStatus;
import org.prunescope.standalone.gateway.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows experiments, the newest first. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Lists experiments, the newest first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./prunescope list --state running",
      "  ./prunescope list --name cifar --json | jq -r '.experiments[].id'"
    })
public final class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GatewayOptions options;

  @Option(names = "--state", paramLabel = "STATE", description = "running or complete.")
  private @Nullable String state;

  @Option(names = "--name", paramLabel = "TEXT", description = "Only with this in their names.")
  private @Nullable String name;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
  private int limit = 20;

  @Option(names = "--json", description = "The gateway's answer as it is.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // for picocli, which fills the fields
  ListCommand() {}

  @Override
  public Integer call() {
    Console console = Console.of(spec);
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("limit", Integer.toString(limit));
    if (state != null) {
      parameters.put("state", state);
    }
    if (name != null) {
      parameters.put("name", name);
    }
    if (json) {
      options.gateway().rawList(parameters, console::pass);
      return 0;
    }
    ExperimentPage page = options.gateway().list(parameters);
    console.say(table(page));
    if (page.next() != null) {
      console.say("There are more; --limit shows them.");
    }
    return 0;
  }

  private static String toTheSecond(String instant) {
    return Instant.parse(instant).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static List<String> table(ExperimentPage page) {
    TextTable table =
        new TextTable(
            "id", "submitted", "state", ">runs", ">measured", ">failed", ">trained", "name");
    for (ExperimentStatus one : page.experiments()) {
      table.add(
          one.id(),
          one.submittedAt() == null ? TextTable.ABSENT : toTheSecond(one.submittedAt()),
          one.complete() ? "complete" : "running",
          Long.toString(one.runs()),
          Long.toString(one.runsIn(RunState.MEASURED)),
          Long.toString(one.failedRuns()),
          one.updates() == 0 ? "100 %" : 100 * one.updatesMade() / one.updates() + " %",
          Objects.requireNonNullElse(one.name(), TextTable.ABSENT).replaceAll("\\p{Cntrl}", " "));
    }
    return table.lines();
  }
}
