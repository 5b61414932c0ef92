package org.prunescope.standalone;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.prunescope.standalone.client.GatewayOptions;
import org.prunescope.standalone.gateway.Gateway;
import org.prunescope.standalone.gateway.Remeasuring;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a running stack to measure an experiment's checkpoints again. */
@Command(
    name = "remeasure",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Measures again what is missing, has failed or is of an older definition, of every"
            + " checkpoint of an experiment that is still there.")
final class RemeasureCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ID", description = "The experiment.")
  private String id = "";

  @Mixin private GatewayOptions options;

  @SuppressWarnings("NullAway.Init") // for picocli, which fills the fields
  RemeasureCommand() {}

  @Override
  public Integer call() {
    Remeasuring asked = options.gateway().remeasure(id);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "%d measurements are requested; what is measured by today's definition stays."
            .formatted(asked.requested()));
    if (asked.gone() > 0) {
      out.println(
          "%d checkpoints are gone: what was measured of them stays as it is."
              .formatted(asked.gone()));
    }
    out.println(
        "GET %s says how many are due.".formatted(Gateway.experiment(options.address(), id)));
    out.flush();
    return 0;
  }
}
