package org.prunescope.system.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.system.MetricsTables;

/** How the runs of an experiment ended, by the gateway's tables. */
final class Finals {
  private Finals() {}

  /** Of each run: variant, seed, state, and its last checkpoint's position and digest. */
  static List<String> of(FaultStack stack, ExperimentId experiment) {
    try (Connection connection = stack.connection()) {
      return MetricsTables.strings(
          connection,
          """
          select regexp_replace(id, '^[^/]*/', '') || ' ' || state || ' '
            || regexp_replace(last_key, '^.*/', '')
          from gateway.run where experiment = ? order by 1
          """,
          experiment.value());
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
