package org.prunescope.standalone.client;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ends runs before their time. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = "Cancels every run of an experiment that has not ended, or one run.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./prunescope cancel ID",
      "  ./prunescope cancel ID --run cross-entropy_one-shot_0.9/3"
    })
public final class CancelCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GatewayOptions options;
  @Mixin private RunOption run;

  @Parameters(paramLabel = "ID", description = "The experiment.")
  private String id = "";

  @SuppressWarnings("NullAway.Init") // for picocli, which fills the fields
  CancelCommand() {}

  @Override
  public Integer call() {
    Console.of(spec)
        .say(Commanded.lines(options.gateway().command("cancel", id, run.parts(), Map.of())));
    return 0;
  }
}
