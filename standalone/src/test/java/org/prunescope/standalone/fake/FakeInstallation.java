package org.prunescope.standalone.fake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.prunescope.contract.process.ParentWatch;
import org.prunescope.standalone.stack.Installation;

/** A folder laid out as a built Prunescope whose services are {@link FakeService}. */
public final class FakeInstallation {
  private FakeInstallation() {}

  public static Installation in(Path folder) throws IOException {
    Path script = Installation.around(Path.of("")).root().resolve("start-service");
    Files.createDirectories(folder);
    Files.copy(
        script, folder.resolve("start-service"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    for (String module :
        List.of("gateway", "pruner-service", "metrics-service", "trainer-service")) {
      service(folder, module, FakeService.class);
    }
    return new Installation(folder);
  }

  /** Puts a program in the place of a service. */
  public static void service(Path folder, String module, Class<?> program) throws IOException {
    Path jar = folder.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    Files.createDirectories(jar.getParent());
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, program.getName());
    attributes.put(
        Attributes.Name.CLASS_PATH, location(program) + " " + location(ParentWatch.class));
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.flush();
    }
  }

  private static String location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().toString();
  }
}
