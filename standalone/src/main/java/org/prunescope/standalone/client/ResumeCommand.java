package org.prunescope.standalone.client;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets runs go on that ended before their time. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = "Resumes every run that has failed, was cancelled or is blocked, or one run.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./prunescope resume ID",
      "  ./prunescope resume ID --run cross-entropy_one-shot_0.9/3"
    })
public final class ResumeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GatewayOptions options;
  @Mixin private RunOption run;

  @Parameters(paramLabel = "ID", description = "The experiment.")
  private String id = "";

  @Option(
      names = "--all",
      description = "Also runs that seem to be under way: for when Kafka's data was lost.")
  private boolean all;

  @SuppressWarnings("NullAway.Init") // for picocli, which fills the fields
  ResumeCommand() {}

  @Override
  public Integer call() {
    Map<String, String> parameters = all ? Map.of("all", "true") : Map.of();
    Console.of(spec)
        .say(Commanded.lines(options.gateway().command("resume", id, run.parts(), parameters)));
    return 0;
  }
}
