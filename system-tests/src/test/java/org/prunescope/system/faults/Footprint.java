package org.prunescope.system.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.prunescope.contract.topic.Topics;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.system.Groups;

/**
 * What a running stack takes.
 *
 * @param residentMegabytes memory of each part that runs
 * @param lag records that each group has not finished
 * @param artifacts files in the store
 */
record Footprint(
    SortedMap<String, Long> residentMegabytes, SortedMap<String, Long> lag, long artifacts) {
  private static final List<String> GROUPS =
      List.of(
          Topics.TRAINER_GROUP, Topics.PRUNER_GROUP, Topics.METRICS_GROUP, Topics.GATEWAY_GROUP);

  static Footprint of(FaultStack faults) {
    Stack stack = faults.stack();
    faults.tape().catchUp();
    SortedMap<String, Long> resident = new TreeMap<>();
    for (String part :
        List.of(Stack.KAFKA, Stack.GATEWAY, Stack.PRUNER, Stack.METRICS, Stack.TRAINER)) {
      stack.child(part).ifPresent(child -> resident.put(part, residentMegabytes(child.pid())));
    }
    SortedMap<String, Long> lag = new TreeMap<>();
    try (Groups groups = new Groups(stack.bootstrapServers())) {
      GROUPS.forEach(group -> lag.put(group, groups.lag(group, faults.tape().recordEnds())));
    }
    try (Stream<Path> files = Files.walk(stack.folder().artifacts())) {
      return new Footprint(resident, lag, files.filter(Files::isRegularFile).count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long residentMegabytes(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
