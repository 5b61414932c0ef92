package org.prunescope.standalone;

import org.prunescope.standalone.client.CancelCommand;
import org.prunescope.standalone.client.CheckpointsCommand;
import org.prunescope.standalone.client.DeleteCommand;
import org.prunescope.standalone.client.ExemplarsCommand;
import org.prunescope.standalone.client.KeyCommand;
import org.prunescope.standalone.client.ListCommand;
import org.prunescope.standalone.client.PresetsCommand;
import org.prunescope.standalone.client.ReportCommand;
import org.prunescope.standalone.client.ResultsCommand;
import org.prunescope.standalone.client.ResumeCommand;
import org.prunescope.standalone.client.SubmitCommand;
import org.prunescope.standalone.client.WatchCommand;
import org.prunescope.standalone.gateway.UnreachableException;
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
      TopicsCommand.class,
      SubmitCommand.class,
      WatchCommand.class,
      ListCommand.class,
      ResultsCommand.class,
      ExemplarsCommand.class,
      ReportCommand.class,
      CancelCommand.class,
      ResumeCommand.class,
      DeleteCommand.class,
      CheckpointsCommand.class,
      PresetsCommand.class,
      KeyCommand.class
    })
public final class Launcher {
  /** No gateway answers. */
  static final int UNREACHABLE = 3;

  private Launcher() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The commands. */
  public static CommandLine commandLine() {
    return new CommandLine(new Launcher())
        .setOverwrittenOptionsAllowed(true)
        .setExecutionExceptionHandler(
            (exception, command, parsed) -> {
              if (exception instanceof RefusedException) {
                if (!StopSignal.hasArrived()) {
                  command.getErr().println(exception.getMessage());
                }
                return exception instanceof UnreachableException
                    ? UNREACHABLE
                    : CommandLine.ExitCode.SOFTWARE;
              }
              throw exception;
            });
  }
}
