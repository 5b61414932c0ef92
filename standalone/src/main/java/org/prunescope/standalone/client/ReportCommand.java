package org.prunescope.standalone.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prunescope.standalone.RefusedException;
import org.prunescope.standalone.gateway.Gateway;
import org.prunescope.standalone.gateway.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches an experiment's report. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Writes an experiment's figures, tables and definition to one HTML file that opens without"
            + " a network; of an experiment that runs, what is measured so far.",
    footerHeading = "%nExamples:%n",
    footer = {"  ./prunescope report ID", "  ./prunescope report ID --output appendix.html"})
public final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GatewayOptions options;

  @Parameters(paramLabel = "ID", description = "The experiment.")
  private String id = "";

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to, over what is there. Default: ID-report.html")
  private @Nullable Path output;

  @SuppressWarnings("NullAway.Init") // for picocli, which fills the fields
  ReportCommand() {}

  @Override
  public Integer call() {
    Path target = output == null ? Path.of(id + "-report.html") : output;
    try {
      fetch(options.gateway(), target);
      Console.of(spec)
          .say("%s, %s".formatted(target, TextTable.number("%.1f MB", Files.size(target) / 1e6)));
    } catch (IOException e) {
      throw new RefusedException(target + " cannot be written: " + e, e);
    }
    return 0;
  }

  /** A file that was there stays until the new one is whole. */
  private void fetch(Gateway gateway, Path target) throws IOException {
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    try {
      gateway.report(id, partial);
      Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }
}
