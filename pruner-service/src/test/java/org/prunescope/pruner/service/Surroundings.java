package org.prunescope.pruner.service;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A folder for artifacts, and ports at which there is no Kafka until a test starts one. */
public final class Surroundings implements QuarkusTestResourceLifecycleManager {
  static final String FOLDER = "test.folder";
  static final String CONTROLLER_PORT = "test.controller-port";

  @Override
  public Map<String, String> start() {
    try (ServerSocket kafka = new ServerSocket(0);
        ServerSocket controller = new ServerSocket(0)) {
      Path folder = Files.createTempDirectory("pruner-service-test");
      return Map.of(
          "kafka.bootstrap.servers",
          "127.0.0.1:" + kafka.getLocalPort(),
          CONTROLLER_PORT,
          Integer.toString(controller.getLocalPort()),
          FOLDER,
          folder.toString(),
          "prunescope.artifacts.folder",
          folder.resolve("artifacts").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    // The test stops its broker; the folder is a temporary one.
  }
}
