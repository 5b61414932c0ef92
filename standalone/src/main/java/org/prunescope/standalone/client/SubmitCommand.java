package org.prunescope.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.prunescope.standalone.RefusedException;
import org.prunescope.standalone.Terminal;
import org.prunescope.standalone.gateway.ExperimentStatus;
import org.prunescope.standalone.gateway.Gateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Hands an experiment to a gateway. */
@Command(
    name = "submit",
    mixinStandardHelpOptions = true,
    description = "Submits an experiment from a YAML or JSON file.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./prunescope submit my-experiment.yaml --watch",
      "  ./prunescope submit docs/examples/cifar-10.json --dry-run",
      "  echo 'preset: quickstart' | ./prunescope submit - --quiet"
    })
public final class SubmitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GatewayOptions options;

  @Parameters(paramLabel = "FILE", description = "The experiment; - reads standard input.")
  private String file = "";

  @Option(names = "--dry-run", description = "Only say how much work it would be.")
  private boolean dryRun;

  @Option(names = "--watch", description = "Follow it until it is complete.")
  private boolean watch;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print its id and nothing else.")
  private boolean quiet;

  @SuppressWarnings("NullAway.Init") // for picocli, which fills the fields
  SubmitCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Console console = Console.of(spec);
    Gateway gateway = options.gateway();
    byte[] document = document();
    if (dryRun) {
      console.say(work(gateway.dryRun(document, type(document))));
      return 0;
    }
    ExperimentStatus submitted = gateway.submit(document, type(document));
    if (quiet) {
      console.say(submitted.id());
    } else {
      console.say("Experiment %s: %d runs.".formatted(submitted.id(), submitted.runs()));
    }
    return watch ? new Watch(gateway, Terminal.standard()).until(submitted) : 0;
  }

  private byte[] document() {
    try {
      return file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
    } catch (IOException e) {
      throw new RefusedException(file + " cannot be read: " + e, e);
    }
  }

  /**
   * YAML unless it says otherwise: every JSON document is YAML, but is checked as strictly as JSON.
   */
  private String type(byte[] document) {
    String name = file.toLowerCase(Locale.ROOT);
    boolean isJson =
        name.endsWith(".json")
            || (name.equals("-")
                && new String(document, StandardCharsets.UTF_8).stripLeading().startsWith("{"));
    return isJson ? "application/json" : "application/yaml";
  }

  private static String work(JsonNode answer) {
    JsonNode work = answer.path("work");
    boolean isShared = answer.path("request").path("shareTrunks").asBoolean();
    String done = isShared ? "withSharing" : "withoutSharing";
    JsonNode hours = answer.path("time").path("hours").path(done);
    return "%d runs of %d variants, %d updates (%d %s sharing); %s"
        .formatted(
            work.path("runs").asLong(),
            work.path("variants").asLong(),
            work.path("updates").path(done).asLong(),
            work.path("updates").path(isShared ? "withoutSharing" : "withSharing").asLong(),
            isShared ? "without" : "with",
            hours.isNumber()
                ? "device time by measured speed: %s.".formatted(Watch.inWords(hours.doubleValue()))
                : answer.path("time").path("reason").asText());
  }
}
