package org.prunescope.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.prunescope.contract.checkpoint.Safetensors;

/**
 * A folder of cases: {@code cases.json} and a safetensors file beside it for each.
 *
 * @param names of the cases, in the order of {@code cases.json}
 */
record GoldenFolder(Path folder, JsonNode cases, List<String> names) {

  /**
   * Opens a folder.
   *
   * @throws IOException where it has no readable {@code cases.json}
   */
  static GoldenFolder open(Path folder) throws IOException {
    JsonNode cases = new JsonMapper().readTree(folder.resolve("cases.json").toFile());
    return new GoldenFolder(
        folder, cases, cases.properties().stream().map(Map.Entry::getKey).toList());
  }

  /** Reads one case's tensors. */
  GoldenCase read(String name) {
    return new GoldenCase(name, cases.get(name), tensors(name), this::tensors);
  }

  private Safetensors.Content tensors(String name) {
    try {
      return Safetensors.read(Files.readAllBytes(folder.resolve(name + ".safetensors")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
