package org.prunescope.benchmarks.command;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that prints its results line by line, each as soon as it is known. */
public abstract class BenchmarkCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  /** The command line that it belongs to. */
  protected final CommandLine commandLine() {
    return Objects.requireNonNull(spec).commandLine();
  }

  /**
   * Refuses the command line if the condition does not hold.
   *
   * @param problem which option, and what is allowed
   */
  protected final void check(boolean holds, String problem) {
    if (!holds) {
      throw new ParameterException(commandLine(), problem);
    }
  }

  protected final void out(String line) {
    PrintWriter out = commandLine().getOut();
    out.println(line);
    out.flush();
  }

  /** Of the last minute; negative where the system does not say. */
  protected static double loadAverage() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
