package org.prunescope.system.faults;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the parts say: printed, and noticed where a test waits for it. */
final class Lines {
  private final List<Watch> watches = new CopyOnWriteArrayList<>();

  private record Watch(String part, String text, CompletableFuture<String> line) {
    boolean sees(String name, String said) {
      return name.equals(part) && said.contains(text) && line.complete(said);
    }
  }

  /** The next line of a part that contains a text. */
  CompletableFuture<String> next(String part, String text) {
    CompletableFuture<String> line = new CompletableFuture<>();
    watches.add(new Watch(part, text, line));
    return line;
  }

  void follow(String part, String line) {
    System.out.println(part + " | " + line);
    watches.removeIf(watch -> watch.sees(part, line));
  }
}
