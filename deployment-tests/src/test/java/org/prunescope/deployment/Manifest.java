package org.prunescope.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** One object of Kubernetes. */
record Manifest(JsonNode body) {
  String kind() {
    return body.path("kind").asText();
  }

  String name() {
    return body.at("/metadata/name").asText();
  }

  String apiVersion() {
    return body.path("apiVersion").asText();
  }

  /** What a JSON pointer leads to; missing where that is nothing. */
  JsonNode at(String pointer) {
    return body.at(pointer);
  }

  List<JsonNode> list(String pointer) {
    return list(at(pointer));
  }

  Map<String, String> labels() {
    return map(at("/metadata/labels"));
  }

  static List<JsonNode> list(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).toList();
  }

  static List<String> texts(JsonNode node) {
    return list(node).stream().map(JsonNode::asText).toList();
  }

  static Map<String, String> map(JsonNode node) {
    Map<String, String> map = new TreeMap<>();
    node.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
    return map;
  }

  @Override
  public String toString() {
    return kind() + "/" + name();
  }
}
