package org.prunescope.standalone.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import org.prunescope.standalone.RefusedException;

/**
 * Where Prunescope's own programs are.
 *
 * @param root the folder that holds {@code start-service} and, once built, the services
 */
public record Installation(Path root) {
  private static final String START_SCRIPT = "start-service";

  public Installation {
    root = root.toAbsolutePath().normalize();
    if (!Files.isExecutable(root.resolve(START_SCRIPT))) {
      throw new RefusedException("%s holds no %s to run.".formatted(root, START_SCRIPT));
    }
  }

  /** The folder named by the {@code prunescope} script, or the nearest one around this process. */
  public static Installation here() {
    String home = System.getenv("PRUNESCOPE_HOME");
    return home == null ? around(Path.of("")) : new Installation(Path.of(home));
  }

  /** The nearest folder at or above this one that holds {@code start-service}. */
  public static Installation around(Path folder) {
    for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isExecutable(at.resolve(START_SCRIPT))) {
        return new Installation(at);
      }
    }
    throw new RefusedException("No folder at or above %s holds Prunescope.".formatted(folder));
  }

  /** The script that becomes any process of Prunescope. */
  public String startScript() {
    return root.resolve(START_SCRIPT).toString();
  }

  /** The jar of a service, by the name of its module. */
  public Path serviceJar(String module) {
    Path jar = root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    if (!Files.isRegularFile(jar)) {
      throw new RefusedException("%s is not built: %s is missing.".formatted(module, jar));
    }
    return jar;
  }
}
