package org.prunescope.gateway.persistence;

/**
 * A column of a published view.
 *
 * @param type as PostgreSQL names it
 */
public record ResultColumn(String name, String type) {
  /** The column as text that CSV readers take for what it is: true, false; [1, 2]. */
  String selected() {
    String quoted = "\"" + name + "\"";
    if (type.equals("boolean")) {
      return quoted + "::text";
    }
    return type.endsWith("[]") ? "to_json(" + quoted + ")::text as " + quoted : quoted;
  }
}
