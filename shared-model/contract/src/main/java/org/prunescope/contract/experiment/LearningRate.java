package org.prunescope.contract.experiment;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.prunescope.contract.field.Fields;
import org.prunescope.contract.field.InvalidFieldException;

/** The learning rate of each epoch, counted from 0. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "schedule")
@JsonSubTypes({
  @JsonSubTypes.Type(value = LearningRate.Constant.class, name = "constant"),
  @JsonSubTypes.Type(value = LearningRate.MultiStep.class, name = "multi-step")
})
public sealed interface LearningRate {
  /** The learning rate that every update of this epoch uses. */
  double during(int epoch);

  /**
   * The same rate throughout.
   *
   * @param initial 0 to 100
   */
  record Constant(double initial) implements LearningRate {
    public Constant {
      Fields.within("initial", initial, 0, 100);
    }

    @Override
    public double during(int epoch) {
      return initial;
    }
  }

  /**
   * Multiplied by a factor at the beginning of each milestone epoch, as PyTorch's MultiStepLR.
   *
   * @param initial 0 to 100
   * @param milestones epochs, ascending, at least 1 each
   * @param factor above 0, at most 1
   */
  record MultiStep(double initial, List<Integer> milestones, double factor)
      implements LearningRate {
    public MultiStep {
      Fields.within("initial", initial, 0, 100);
      Fields.required("milestones", milestones);
      milestones = List.copyOf(milestones);
      int previous = 0;
      for (int milestone : milestones) {
        if (milestone <= previous) {
          throw new InvalidFieldException(
              "milestones", "must ascend from 1 on, without repetition");
        }
        previous = milestone;
      }
      if (!(factor > 0 && factor <= 1)) {
        throw new InvalidFieldException(
            "factor", "must be greater than 0 and at most 1, not " + factor);
      }
    }

    @Override
    public double during(int epoch) {
      double rate = initial;
      for (int milestone : milestones) {
        if (epoch >= milestone) {
          rate *= factor;
        }
      }
      return rate;
    }
  }
}
