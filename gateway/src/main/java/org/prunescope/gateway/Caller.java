package org.prunescope.gateway;

import org.jspecify.annotations.Nullable;

/**
 * On whose behalf something is asked.
 *
 * @param name of the owner that a key or token stands for; null where the gateway is open and asks
 *     nobody
 */
public record Caller(@Nullable String name) {
  /** Somebody whom an open gateway did not ask. */
  public static final Caller ANYBODY = new Caller(null);

  /**
   * Whether the caller may know of what an owner submitted.
   *
   * @param owner null for what an open gateway took in: that is everybody's
   */
  public boolean mayKnow(@Nullable String owner) {
    return owner == null || owner.equals(name);
  }
}
