package org.prunescope.standalone.client;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prunescope.standalone.gateway.Exemplars;
import org.prunescope.standalone.gateway.Exemplars.Exemplar;
import org.prunescope.standalone.gateway.Gateway;
import org.prunescope.standalone.gateway.Results.VariantResult;
import org.prunescope.standalone.gateway.TextTable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows which images pruning makes a population forget. */
@Command(
    name = "exemplars",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Prints the test images that a pruned population sees otherwise than its baseline, the most"
            + " other first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./prunescope exemplars ID --limit 5",
      "  ./prunescope exemplars ID --variant cross-entropy_one-shot_0.9 --csv > exemplars.csv"
    })
public final class ExemplarsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GatewayOptions options;

  @Parameters(paramLabel = "ID", description = "The experiment.")
  private String id = "";

  @Option(names = "--variant", paramLabel = "VARIANT", description = "One; all where absent.")
  private @Nullable String variant;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Images of a variant at most; --csv has every test image.")
  private int limit = 10;

  @ArgGroup private Format format = new Format();

  @SuppressWarnings("NullAway.Init") // for picocli, which fills the fields
  ExemplarsCommand() {}

  @Override
  public Integer call() {
    Console console = Console.of(spec);
    Gateway gateway = options.gateway();
    if (format.csv()) {
      gateway.raw(
          id,
          List.of("export", "exemplars.csv"),
          variant == null ? Map.of() : Map.of("variant", variant),
          console::pass);
      return 0;
    }
    Map<String, String> parameters = Map.of("limit", Integer.toString(limit));
    for (String one : variant == null ? compared(gateway) : List.of(variant)) {
      if (format.json()) {
        gateway.raw(id, List.of("variants", one, "exemplars"), parameters, console::pass);
      } else {
        say(console, gateway.exemplars(id, one, parameters));
      }
    }
    return 0;
  }

  private List<String> compared(Gateway gateway) {
    return gateway.results(id).variants().stream()
        .filter(result -> result.pies() != null)
        .map(VariantResult::variant)
        .toList();
  }

  private static void say(Console console, Exemplars found) {
    console.say(
        "%s: %d %s over %d seeds"
            .formatted(
                found.variant(), found.pies(), found.pies() == 1 ? "image" : "images", found.n()));
    TextTable table =
        new TextTable(
            ">image",
            "true",
            "dense says",
            "pruned says",
            ">dense agree",
            ">pruned agree",
            ">taxicab");
    for (Exemplar one : found.exemplars()) {
      table.add(
          Integer.toString(one.sample()),
          one.trueLabel().name(),
          one.denseLabel().name(),
          one.prunedLabel().name(),
          TextTable.number("%.2f", one.agreement().dense()),
          TextTable.number("%.2f", one.agreement().pruned()),
          TextTable.number("%.2f", one.taxicab()));
    }
    console.say(table.lines());
    console.say("");
  }
}
