package org.prunescope.standalone.client;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prunescope.standalone.gateway.Gateway;
import org.prunescope.standalone.gateway.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the experiments that come with a gateway. */
@Command(
    name = "presets",
    mixinStandardHelpOptions = true,
    description = "Lists the experiments to build on, or prints one's file.",
    footerHeading = "%nExamples:%n",
    footer = {"  ./prunescope presets", "  ./prunescope presets corti-2022 > mine.yaml"})
public final class PresetsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GatewayOptions options;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The one to print.")
  private @Nullable String name;

  @SuppressWarnings("NullAway.Init") // for picocli, which fills the fields
  PresetsCommand() {}

  @Override
  public Integer call() {
    Console console = Console.of(spec);
    Gateway gateway = options.gateway();
    if (name != null) {
      console.say(gateway.preset(name).stripTrailing());
      return 0;
    }
    TextTable table = new TextTable("preset", "what it is");
    gateway.presets().forEach(preset -> table.add(preset.name(), preset.description()));
    console.say(table.lines());
    return 0;
  }
}
