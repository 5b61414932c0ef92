package org.prunescope.artifacts;

import java.io.IOException;

/** The store answers, and will not do what was asked as it was asked: people must see to it. */
public final class StoreRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  StoreRefusedException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
