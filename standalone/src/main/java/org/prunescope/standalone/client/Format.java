package org.prunescope.standalone.client;

import picocli.CommandLine.Option;

/** How results are printed: as a table, or one of these. */
final class Format {
  @Option(names = "--csv", description = "Every column, as CSV.")
  private boolean csv;

  @Option(names = "--json", description = "The gateway's answer as it is.")
  private boolean json;

  boolean csv() {
    return csv;
  }

  boolean json() {
    return json;
  }
}
