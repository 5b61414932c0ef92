package org.prunescope.standalone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.prunescope.standalone.gateway.TextTable;
import org.prunescope.standalone.quickstart.Quickstart;
import org.prunescope.standalone.stack.Installation;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.standalone.stack.StackOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The first command of a new user: one small experiment from nothing to its table. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Runs a small experiment on drawn shapes here and prints its table; minutes.")
final class QuickstartCommand implements Callable<Integer> {
  @Option(names = "--data", paramLabel = "DIR", description = "Folder of all that is kept.")
  private Path data = Path.of("data");

  @Override
  public Integer call() throws InterruptedException {
    Terminal terminal = Terminal.standard();
    long begin = System.nanoTime();
    // What the services say is in their log files; here it would drown the progress.
    try (Stack stack = Stack.open(Installation.here(), StackOptions.at(data), (part, line) -> {})) {
      StopSignal.closes(stack, terminal);
      terminal.say("Starting Kafka, PostgreSQL and four services on free ports ...");
      stack.start();
      terminal.say("Ready after %s.".formatted(since(begin)));

      boolean succeeded = new Quickstart(stack.gateway(), stack::awaitDeath, terminal).run();
      terminal.say("That took %s in all.".formatted(since(begin)));
      terminal.say("Its results are kept in %s; ./prunescope up goes on from it.".formatted(data));
      return succeeded ? 0 : 1;
    }
  }

  private static String since(long begin) {
    Duration passed = Duration.ofNanos(System.nanoTime() - begin);
    return passed.toMinutes() == 0
        ? TextTable.number("%.1f s", passed.toMillis() / 1000.0)
        : "%d min %d s".formatted(passed.toMinutes(), passed.toSecondsPart());
  }
}
