package org.prunescope.standalone;

import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.Callable;
import org.prunescope.standalone.gateway.Gateway;
import org.prunescope.standalone.gateway.Remeasuring;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Option(names = "--gateway", paramLabel = "URL", description = "Of the stack that runs.")
  private URI gateway = URI.create("http://127.0.0.1:8080");

  @SuppressWarnings("NullAway.Init") // for picocli, which fills the fields
  RemeasureCommand() {}

  @Override
  public Integer call() {
    if (gateway.getHost() == null) {
      throw new RefusedException(
          "--gateway must be an address such as http://127.0.0.1:8080, not %s.".formatted(gateway));
    }
    Remeasuring asked = new Gateway(gateway).remeasure(id);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "%d measurements are requested; what is measured by today's definition stays."
            .formatted(asked.requested()));
    if (asked.gone() > 0) {
      out.println(
          "%d checkpoints are gone: what was measured of them stays as it is."
              .formatted(asked.gone()));
    }
    out.println("GET %s says how many are due.".formatted(Gateway.experiment(gateway, id)));
    out.flush();
    return 0;
  }
}
