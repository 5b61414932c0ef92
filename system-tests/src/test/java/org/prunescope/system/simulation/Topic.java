package org.prunescope.system.simulation;

import java.util.ArrayList;
import java.util.List;
import org.prunescope.contract.json.Json;

/** One topic: what was appended to each partition, in that order, as its JSON reads. */
final class Topic<T> {
  private final String name;
  private final Once<T, T> carried;
  private final List<List<T>> partitions = new ArrayList<>();

  /**
   * @param carried see {@link #carried}
   */
  Topic(String name, int partitions, Once<T, T> carried) {
    this.name = name;
    this.carried = carried;
    for (int i = 0; i < partitions; i++) {
      this.partitions.add(new ArrayList<>());
    }
  }

  /** What becomes of an event on its way. */
  static <T> Once<T, T> carried(Class<T> type) {
    return new Once<>(event -> carried(event, type));
  }

  private static <T> T carried(T event, Class<T> type) {
    T read = Json.read(Json.writeEvent(event), type);
    if (!read.equals(event)) {
      throw new BrokenPromiseException("%s becomes %s by its JSON".formatted(event, read));
    }
    return read;
  }

  String name() {
    return name;
  }

  void append(int partition, T event) {
    partitions.get(partition).add(carried.of(event));
  }

  /** Whether there is a record at this offset. */
  boolean has(int partition, int offset) {
    return offset < partitions.get(partition).size();
  }

  T at(int partition, int offset) {
    return partitions.get(partition).get(offset);
  }

  /** All records of a partition, in order. */
  List<T> records(int partition) {
    return partitions.get(partition);
  }
}
