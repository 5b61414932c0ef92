package org.prunescope.contract.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Names one experiment.
 *
 * @param value 4 to 40 lower-case letters, digits and hyphens
 */
public record ExperimentId(@JsonValue String value) {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{3,39}");

  @JsonCreator
  public ExperimentId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not an experiment's id: " + value);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
