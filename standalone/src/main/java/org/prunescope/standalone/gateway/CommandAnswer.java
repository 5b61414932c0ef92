package org.prunescope.standalone.gateway;

import java.util.List;

/**
 * What cancelling or resuming came to.
 *
 * @param blocked runs that wait for one that is being cancelled
 */
public record CommandAnswer(List<Asked> asked, List<NotAsked> notAsked, List<String> blocked) {
  /** Something was asked: CANCEL, RESUME or MEASURE. */
  public record Asked(String action) {}

  /**
   * Nothing was asked.
   *
   * @param why a sentence about "it", the run
   */
  public record NotAsked(String why) {}
}
