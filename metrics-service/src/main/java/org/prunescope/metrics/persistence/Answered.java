package org.prunescope.metrics.persistence;

/** What counts as an answer that stands, so that nothing is measured in its place. */
public enum Answered {
  /**
   * Whatever was said first, good or bad: a checkpoint that is announced twice is measured once.
   */
  AT_ALL,
  /** A stored measurement of today's definition alone: who asks again wants what is missing. */
  BY_TODAYS_DEFINITION
}
