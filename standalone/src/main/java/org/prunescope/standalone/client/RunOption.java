package org.prunescope.standalone.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One run of an experiment, where not all are meant. */
final class RunOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--run", paramLabel = "VARIANT/SEED", description = "One run; all where absent.")
  private @Nullable String run;

  @SuppressWarnings("NullAway.Init") // for picocli, which fills the fields
  RunOption() {}

  /** Its variant and its seed; empty for all. */
  List<String> parts() {
    if (run == null) {
      return List.of();
    }
    List<String> parts = List.of(run.split("/", -1));
    if (parts.size() != 2) {
      throw new ParameterException(
          spec.commandLine(), "--run must be VARIANT/SEED, not %s.".formatted(run));
    }
    return parts;
  }
}
