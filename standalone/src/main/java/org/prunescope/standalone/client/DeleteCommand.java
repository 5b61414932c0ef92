package org.prunescope.standalone.client;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes an experiment for good. */
@Command(
    name = "delete",
    mixinStandardHelpOptions = true,
    description = "Deletes an experiment, its checkpoints and its results. Nothing brings it back.",
    footerHeading = "%nExamples:%n",
    footer = {"  ./prunescope cancel ID", "  ./prunescope delete ID --yes"})
public final class DeleteCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GatewayOptions options;

  @Parameters(paramLabel = "ID", description = "The experiment; no run of it is under way.")
  private String id = "";

  @Option(names = "--yes", description = "That it is meant.")
  private boolean yes;

  @SuppressWarnings("NullAway.Init") // for picocli, which fills the fields
  DeleteCommand() {}

  @Override
  public Integer call() {
    if (!yes) {
      throw new ParameterException(
          spec.commandLine(),
          "delete takes --yes: experiment %s and all its networks would be gone for good."
              .formatted(id));
    }
    options.gateway().delete(id);
    Console.of(spec).say("Experiment %s is deleted.".formatted(id));
    return 0;
  }
}
