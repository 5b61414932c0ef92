package org.prunescope.contract.pruning;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.prunescope.contract.field.Fields;
import org.prunescope.contract.field.InvalidFieldException;

/**
 * When and over what scope a network is pruned; the sparsity comes from the experiment's list.
 *
 * <p>{@link Dense} is the baseline; every other plan is a {@link Pruning}. A schedule is a record
 * in a file of its own and a line here.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "schedule")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Dense.class, name = "dense"),
  @JsonSubTypes.Type(value = OneShot.class, name = "one-shot"),
  @JsonSubTypes.Type(value = Iterative.class, name = "iterative"),
  @JsonSubTypes.Type(value = AtInitialisation.class, name = "at-initialisation"),
  @JsonSubTypes.Type(value = Gradual.class, name = "gradual")
})
public interface PruningPlan {
  /** Distinguishes the plans of one experiment: 1 to 40 lower-case letters, digits, hyphens. */
  String name();

  /** Refuses what is no plan's name. */
  static void checkName(String name) {
    Fields.required("name", name);
    if (!name.matches("[a-z0-9-]{1,40}")) {
      throw new InvalidFieldException("name", "is 1 to 40 lower-case letters, digits and hyphens");
    }
  }
}
