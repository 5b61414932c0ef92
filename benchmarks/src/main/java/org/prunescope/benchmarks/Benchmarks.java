package org.prunescope.benchmarks;

import org.prunescope.benchmarks.assignment.AssignmentCommand;
import org.prunescope.benchmarks.stack.ExperimentCommand;
import org.prunescope.benchmarks.stack.LoopCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: a command for each thing that is timed or simulated. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = {
      MeasurementsCommand.class,
      TrainingCommand.class,
      MemoryCommand.class,
      AssignmentCommand.class,
      LoopCommand.class,
      ExperimentCommand.class
    },
    description =
        "Times Prunescope beside what a user would run instead, and simulates how it scales.")
public final class Benchmarks {
  /** Ends with the exit status of the command. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Benchmarks()).setCaseInsensitiveEnumValuesAllowed(true);
  }
}
