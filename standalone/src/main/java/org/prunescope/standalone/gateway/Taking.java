package org.prunescope.standalone.gateway;

import java.io.IOException;
import java.io.InputStream;

/** What is done with an answer while it comes: it may be larger than memory. */
@FunctionalInterface
public interface Taking {
  /**
   * Takes the answer, to its end.
   *
   * @throws IOException where it ends too early, or cannot be put where it should go
   */
  void take(InputStream answer) throws IOException;
}
