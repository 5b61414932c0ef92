package org.prunescope.benchmarks.assignment;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.utils.Utils;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;

/** Which partition holds which run. */
enum Rule {
  /** As the gateway's planner has placed them. */
  PLANNED {
    @Override
    List<Integer> partitions(Plan plan) {
      return plan.runs().stream().map(PlannedRun::partition).toList();
    }
  },
  /** As Kafka's producer would without a partition: murmur2 of the event's key, the run's id. */
  HASHED {
    @Override
    List<Integer> partitions(Plan plan) {
      return plan.runs().stream()
          .map(run -> plan.id(run).text().getBytes(StandardCharsets.UTF_8))
          .map(key -> Utils.toPositive(Utils.murmur2(key)) % plan.partitions())
          .toList();
    }
  };

  /** The partition of each run, from 0, in the plan's order. */
  abstract List<Integer> partitions(Plan plan);
}
