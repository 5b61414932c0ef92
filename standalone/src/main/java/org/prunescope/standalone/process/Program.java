package org.prunescope.standalone.process;

import java.util.List;
import java.util.Map;

/**
 * What a child process runs.
 *
 * @param name for people and log files, such as {@code trainer}
 * @param command at least the program to run
 * @param environment added to this process's own
 */
public record Program(String name, List<String> command, Map<String, String> environment) {
  public Program {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("the command of " + name + " is empty");
    }
  }
}
