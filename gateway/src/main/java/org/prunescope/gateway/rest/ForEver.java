package org.prunescope.gateway.rest;

import jakarta.ws.rs.core.CacheControl;
import java.time.Duration;

/** What is named by its content stays as it is. */
final class ForEver {
  private static final Duration FOR_EVER = Duration.ofDays(365);

  private ForEver() {}

  static CacheControl cacheControl() {
    CacheControl control = new CacheControl();
    control.setMaxAge((int) FOR_EVER.toSeconds());
    control.setNoTransform(false);
    control.setPrivate(true);
    control.getCacheExtension().put("immutable", "");
    return control;
  }
}
