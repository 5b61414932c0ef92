package org.prunescope.system.simulation;

import java.util.ArrayList;
import java.util.List;
import org.prunescope.contract.json.Json;

/** One topic: what was appended to each partition, in that order, as its JSON reads. */
final class Topic<T> {
  private final String name;
  private final Class<T> type;
  private final List<List<T>> partitions = new ArrayList<>();

  Topic(String name, Class<T> type, int partitions) {
    this.name = name;
    this.type = type;
    for (int i = 0; i < partitions; i++) {
      this.partitions.add(new ArrayList<>());
    }
  }

  String name() {
    return name;
  }

  void append(int partition, T event) {
    T read = Json.read(Json.writeEvent(event), type);
    if (!read.equals(event)) {
      throw new BrokenPromiseException("%s becomes %s by its JSON".formatted(event, read));
    }
    partitions.get(partition).add(read);
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

  int partitions() {
    return partitions.size();
  }
}
