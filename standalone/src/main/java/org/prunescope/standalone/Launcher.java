package org.prunescope.standalone;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What {@code ./prunescope} runs: {@code up}, {@code quickstart} and their like. */
@Command(
    name = "prunescope",
    description = "Shows which images a neural network forgets when it is pruned.",
    subcommands = {
      UpCommand.class,
      QuickstartCommand.class,
      RemeasureCommand.class,
      TopicsCommand.class
    })
public final class Launcher {
  private Launcher() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Launcher())
        .setOverwrittenOptionsAllowed(true)
        .setExecutionExceptionHandler(
            (exception, command, parsed) -> {
              if (exception instanceof RefusedException) {
                if (!StopSignal.hasArrived()) {
                  command.getErr().println(exception.getMessage());
                }
                return CommandLine.ExitCode.SOFTWARE;
              }
              throw exception;
            });
  }
}
