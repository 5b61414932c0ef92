package org.prunescope.contract.objective;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.plan.Phase;

/** What a network learns by: a record in a file of its own, and a line here. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @JsonSubTypes.Type(value = CrossEntropy.class, name = "cross-entropy"),
  @JsonSubTypes.Type(value = SupCon.class, name = "supcon"),
  @JsonSubTypes.Type(value = SimClr.class, name = "simclr")
})
public interface Objective {
  /** Every objective's name. */
  List<String> NAMES =
      Arrays.stream(Objective.class.getAnnotation(JsonSubTypes.class).value())
          .map(JsonSubTypes.Type::name)
          .toList();

  /** The name that variants carry. */
  String text();

  /** The phases of its dense runs, at least one; the last one has a classifier. */
  List<Phase> phases(int trainSamples);

  /**
   * Whether it can be trained on this many samples.
   *
   * @throws InvalidFieldException names a field of this objective
   */
  void check(int trainSamples);

  /** What it sets on the encoder beside the classifier, by the field that says how large. */
  default Map<String, Head> ownHeads() {
    return Map.of();
  }
}
