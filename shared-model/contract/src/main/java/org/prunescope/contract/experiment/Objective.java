package org.prunescope.contract.experiment;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.prunescope.contract.field.Fields;

/** What a network learns by. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes(@JsonSubTypes.Type(value = Objective.CrossEntropy.class, name = "cross-entropy"))
public sealed interface Objective {
  /** The name that variants carry. */
  String text();

  /** Supervised training in one phase: one augmented view, a classifier on the latent. */
  record CrossEntropy(Training training) implements Objective {
    public CrossEntropy {
      Fields.required("training", training);
    }

    @Override
    public String text() {
      return "cross-entropy";
    }
  }
}
