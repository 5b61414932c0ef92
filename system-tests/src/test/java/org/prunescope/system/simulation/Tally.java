package org.prunescope.system.simulation;

import java.util.EnumMap;
import java.util.Map;

/** What has happened in many schedules. Any thread may add. */
final class Tally {
  private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
  private long schedules;
  private long segmentsTrained;

  synchronized void add(Ledger ledger) {
    schedules++;
    segmentsTrained += ledger.segmentsTrained();
    for (Fault fault : Fault.values()) {
      faults.merge(fault, (long) ledger.count(fault), Long::sum);
    }
  }

  synchronized long schedules() {
    return schedules;
  }

  synchronized long count(Fault fault) {
    return faults.getOrDefault(fault, 0L);
  }

  synchronized String summary(long nanos) {
    return "simulation schedules=%d perMinute=%.0f segmentsTrained=%d faults=%s"
        .formatted(schedules, schedules / (nanos / 60e9), segmentsTrained, faults);
  }
}
