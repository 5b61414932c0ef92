package org.prunescope.system.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** What has happened in a schedule, for people: the last so many lines of it. */
final class Trace {
  /** Keeps nothing, and costs next to nothing. */
  static Trace off() {
    return new Trace(0);
  }

  private final int most;
  private final Deque<String> lines = new ArrayDeque<>();
  private long said;

  Trace(int most) {
    this.most = most;
  }

  void say(Supplier<String> line) {
    said++;
    if (most == 0) {
      return;
    }
    if (lines.size() == most) {
      lines.remove();
    }
    lines.add("%6d  %s".formatted(said, brief(line.get())));
  }

  /** Without what is the same everywhere. */
  static String brief(String text) {
    return text.replaceAll("plan=ArtifactRef\\[[^]]*], ", "")
        .replaceAll("position=[^,\\]]*, artifact=ArtifactRef\\[key=([^,]*), [^]]*]", "$1")
        .replaceAll("(environment|trainedImages|durationMillis)=[^,\\]]*(\\[[^]]*])?,? ?", "")
        .replaceAll("[a-zA-Z]*=null,? ?", "")
        .replaceAll("([0-9a-f]{8})[0-9a-f]{56}(\\.safetensors)?", "$1");
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
