package org.prunescope.standalone.client;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.prunescope.standalone.gateway.Gateway;
import org.prunescope.standalone.gateway.Results;
import org.prunescope.standalone.gateway.VariantTable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what came out of an experiment. */
@Command(
    name = "results",
    mixinStandardHelpOptions = true,
    description = "Prints what an experiment has shown so far, a row per variant.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./prunescope results ID",
      "  ./prunescope results ID --csv > variants.csv",
      "  ./prunescope results ID --json | jq '.comparisons'"
    })
public final class ResultsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GatewayOptions options;

  @Parameters(paramLabel = "ID", description = "The experiment.")
  private String id = "";

  @ArgGroup private Format format = new Format();

  @SuppressWarnings("NullAway.Init") // for picocli, which fills the fields
  ResultsCommand() {}

  @Override
  public Integer call() {
    Console console = Console.of(spec);
    Gateway gateway = options.gateway();
    if (format.csv()) {
      gateway.raw(id, List.of("export", "variants.csv"), Map.of(), console::pass);
    } else if (format.json()) {
      gateway.raw(id, List.of("results"), Map.of(), console::pass);
    } else {
      Results results = gateway.results(id);
      console.say(VariantTable.lines(results.variants()));
      if (!results.complete()) {
        console.say("The experiment is not complete yet.");
      }
    }
    return 0;
  }
}
