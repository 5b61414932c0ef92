package org.prunescope.gateway.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prunescope.gateway.persistence.RunStatus;

/**
 * Runs, in the order of their release.
 *
 * @param next the value of {@code after} for the next page; null where this is the last
 */
public record RunPage(List<RunStatus> runs, @Nullable String next) {
  public RunPage {
    runs = List.copyOf(runs);
  }
}
