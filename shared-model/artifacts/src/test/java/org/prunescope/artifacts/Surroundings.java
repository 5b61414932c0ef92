package org.prunescope.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;

/** What a store keeps its artifacts in, seen from behind. */
sealed interface Surroundings extends AutoCloseable {
  /** A new store, as a service opens it. */
  default ArtifactStore store() {
    return new ConfiguredStore().store(Settings.read(settings()));
  }

  Map<String, String> settings();

  /** Names of all that is there, whole or not. */
  List<String> names() throws IOException;

  /** Puts other bytes in an artifact's place. */
  void replace(ArtifactRef ref, byte[] bytes) throws IOException;

  @Override
  void close();

  static Surroundings of(ArtifactsConfig.Store store, Path folder) {
    return switch (store) {
      case FOLDER -> new Folder(folder);
      case S3 -> new S3(new S3Server());
    };
  }

  /** Of the store in a folder. */
  record Folder(Path root) implements Surroundings {
    @Override
    public Map<String, String> settings() {
      return Map.of("prunescope.artifacts.folder", root.toString());
    }

    @Override
    public List<String> names() throws IOException {
      try (Stream<Path> files = Files.walk(root).filter(Files::isRegularFile)) {
        return files.map(file -> root.relativize(file).toString()).toList();
      }
    }

    @Override
    public void replace(ArtifactRef ref, byte[] bytes) throws IOException {
      Files.write(root.resolve(ref.key()), bytes);
    }

    @Override
    public void close() {}
  }

  /** Of the store on a server. */
  record S3(S3Server server) implements Surroundings {
    @Override
    public Map<String, String> settings() {
      return server.settings();
    }

    @Override
    public List<String> names() {
      return server.keys();
    }

    @Override
    public void replace(ArtifactRef ref, byte[] bytes) {
      server.replace(ref.key(), bytes);
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
