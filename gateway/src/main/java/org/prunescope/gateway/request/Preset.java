package org.prunescope.gateway.request;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * An experiment that comes with Prunescope, as a file that people can read.
 *
 * @param name that requests refer to
 * @param description one sentence
 * @param yaml the file, comments and all
 */
public record Preset(String name, String description, String yaml) {
  private static final List<String> NAMES = List.of("quickstart", "corti-2022", "literature");
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final List<Preset> ALL = NAMES.stream().map(Preset::load).toList();

  /** Every preset, the smallest first. */
  public static List<Preset> all() {
    return ALL;
  }

  /** The preset of this name. */
  public static Optional<Preset> named(String name) {
    return ALL.stream().filter(preset -> preset.name.equals(name)).findFirst();
  }

  /** A new copy of its request. */
  ObjectNode request() {
    return (ObjectNode) parse(yaml).required("experiment");
  }

  private static Preset load(String name) {
    String file = "/presets/" + name + ".yaml";
    try (InputStream stream = Preset.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("the jar lacks " + file);
      }
      String yaml = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return new Preset(name, parse(yaml).required("description").textValue(), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException("a preset is no YAML", e);
    }
  }
}
