package org.prunescope.metrics.persistence;

import jakarta.persistence.Embeddable;
import java.io.Serializable;
import org.prunescope.contract.position.Position;

/** Where in their lives the runs of a variant are compared. */
@Embeddable
record VariantPosition(String variant, int phase, int step, String stage) implements Serializable {
  static VariantPosition of(String variant, Position position) {
    return new VariantPosition(variant, position.phase(), position.step(), position.stage().text());
  }
}
