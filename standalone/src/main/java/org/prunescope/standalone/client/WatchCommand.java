package org.prunescope.standalone.client;

import java.util.concurrent.Callable;
import org.prunescope.standalone.Terminal;
import org.prunescope.standalone.gateway.Gateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Follows an experiment. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = "Follows an experiment until it is complete; ends with 1 if a run failed.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./prunescope watch ID                       a bar in a terminal",
      "  ./prunescope watch ID | tee progress.txt    a line per change",
      "  ./prunescope watch ID && ./prunescope results ID"
    })
public final class WatchCommand implements Callable<Integer> {
  @Mixin private GatewayOptions options;

  @Parameters(paramLabel = "ID", description = "The experiment.")
  private String id = "";

  @SuppressWarnings("NullAway.Init") // for picocli, which fills the fields
  WatchCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Gateway gateway = options.gateway();
    return new Watch(gateway, Terminal.standard()).until(gateway.status(id));
  }
}
