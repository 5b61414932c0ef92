package org.prunescope.standalone.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.Sha256;
import org.prunescope.standalone.RefusedException;
import org.prunescope.standalone.gateway.Checkpoint;
import org.prunescope.standalone.gateway.Gateway;
import org.prunescope.standalone.gateway.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows an experiment's checkpoints, and fetches them. */
@Command(
    name = "checkpoints",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Lists the newest checkpoint of each run, and fetches them with --get.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./prunescope checkpoints ID --variant cross-entropy_one-shot_0.9",
      "  ./prunescope checkpoints ID --seed 0 --get --to networks"
    })
public final class CheckpointsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GatewayOptions options;

  @Parameters(paramLabel = "ID", description = "The experiment.")
  private String id = "";

  @Option(names = "--variant", paramLabel = "VARIANT", description = "Only of its runs.")
  private @Nullable String variant;

  @Option(names = "--seed", paramLabel = "N", description = "Only of runs of this seed.")
  private @Nullable Long seed;

  @Option(names = "--all", description = "All that are kept, not the newest of each run alone.")
  private boolean all;

  @Option(names = "--get", description = "Fetch them; what is there already is not fetched again.")
  private boolean get;

  @Option(names = "--to", paramLabel = "DIR", description = "Where to.")
  private Path folder = Path.of(".");

  @SuppressWarnings("NullAway.Init") // for picocli, which fills the fields
  CheckpointsCommand() {}

  @Override
  public Integer call() {
    Console console = Console.of(spec);
    Gateway gateway = options.gateway();
    List<Checkpoint> checkpoints = gateway.checkpoints(id, parameters());
    if (get) {
      fetch(console, gateway, checkpoints);
    } else {
      console.say(table(checkpoints));
    }
    return 0;
  }

  private Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("last", Boolean.toString(!all));
    if (variant != null) {
      parameters.put("variant", variant);
    }
    if (seed != null) {
      parameters.put("seed", seed.toString());
    }
    return parameters;
  }

  private void fetch(Console console, Gateway gateway, List<Checkpoint> checkpoints) {
    try {
      Files.createDirectories(folder);
      for (Checkpoint checkpoint : checkpoints) {
        Path target = folder.resolve(checkpoint.fileName());
        if (!holds(target, checkpoint)) {
          fetch(gateway, checkpoint, target);
        }
        console.say(target.toString());
      }
    } catch (IOException e) {
      throw new RefusedException(folder + " cannot be written to: " + e, e);
    }
  }

  private static void fetch(Gateway gateway, Checkpoint checkpoint, Path target)
      throws IOException {
    String file = checkpoint.file();
    if (file == null) {
      return;
    }
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    try {
      gateway.download(file, partial);
      if (!holds(partial, checkpoint)) {
        throw new RefusedException(
            "What came for %s has another digest: try again.".formatted(target.getFileName()));
      }
      Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static boolean holds(Path file, Checkpoint checkpoint) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream content = Files.newInputStream(file)) {
      return Sha256.of(content).equals(checkpoint.sha256());
    }
  }

  private static List<String> table(List<Checkpoint> checkpoints) {
    TextTable table = new TextTable("run", ">phase", ">step", "stage", ">MB", "sha256");
    for (Checkpoint one : checkpoints) {
      table.add(
          one.run().substring(one.run().indexOf('/') + 1),
          Integer.toString(one.position().phase()),
          Integer.toString(one.position().step()),
          one.position().stage(),
          TextTable.number("%.1f", one.bytes() / 1e6),
          one.sha256());
    }
    return table.lines();
  }
}
