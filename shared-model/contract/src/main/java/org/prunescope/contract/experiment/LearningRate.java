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
  @JsonSubTypes.Type(value = LearningRate.MultiStep.class, name = "multi-step"),
  @JsonSubTypes.Type(value = LearningRate.Cosine.class, name = "cosine"),
  @JsonSubTypes.Type(value = LearningRate.WarmUp.class, name = "warm-up"),
  @JsonSubTypes.Type(value = LearningRate.Chained.class, name = "chained")
})
public sealed interface LearningRate {
  /** The learning rate of epoch 0 before any warm-up, 0 to 100. */
  double initial();

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

  /**
   * Half a cosine from the initial rate to the minimum, as PyTorch's CosineAnnealingLR; beyond its
   * last epoch the cosine goes on, up again.
   *
   * @param initial 0 to 100
   * @param minimum 0 to {@code initial}
   * @param epochs T, until the minimum is reached, 1 to 10,000
   */
  record Cosine(double initial, double minimum, int epochs) implements LearningRate {
    public Cosine {
      Fields.within("initial", initial, 0, 100);
      Fields.within("minimum", minimum, 0, initial);
      Fields.within("epochs", epochs, 1, 10_000);
    }

    @Override
    public double during(int epoch) {
      return minimum + (initial - minimum) * (1 + cosine(epoch)) / 2;
    }

    private double cosine(int epoch) {
      return StrictMath.cos(Math.PI * epoch / epochs);
    }
  }

  /**
   * A line from a fraction of the initial rate up to it, then another schedule, whose epochs count
   * from the end of the warm-up.
   *
   * @param epochs of the warm-up, 1 to 10,000
   * @param startFactor the fraction in epoch 0, 0 to 1
   * @param then any schedule but another warm-up
   */
  record WarmUp(int epochs, double startFactor, LearningRate then) implements LearningRate {
    public WarmUp {
      Fields.within("epochs", epochs, 1, 10_000);
      Fields.within("startFactor", startFactor, 0, 1);
      Fields.required("then", then);
      if (then instanceof WarmUp) {
        throw new InvalidFieldException("then", "is another schedule than a warm-up");
      }
    }

    @Override
    public double initial() {
      return then.initial();
    }

    @Override
    public double during(int epoch) {
      if (epoch >= epochs) {
        return then.during(epoch - epochs);
      }
      return initial() * (startFactor + (1 - startFactor) * epoch / epochs);
    }
  }

  /**
   * Several schedules on one optimiser, as PyTorch chains them: after each epoch every part in turn
   * changes the rate that it finds. A multi-step part multiplies it at its milestones; a cosine
   * part moves its distance from the minimum by the ratio of two neighbouring cosines, which for a
   * cosine alone gives the closed form.
   *
   * @param parts at least two multi-step or cosine schedules with the same initial rate
   */
  record Chained(List<LearningRate> parts) implements LearningRate {
    public Chained {
      Fields.required("parts", parts);
      if (parts.size() < 2) {
        throw new InvalidFieldException("parts", "must hold at least two schedules");
      }
      for (int i = 0; i < parts.size(); i++) {
        Fields.required("parts[" + i + "]", parts.get(i));
        if (!(parts.get(i) instanceof MultiStep || parts.get(i) instanceof Cosine)) {
          throw new InvalidFieldException("parts[" + i + "]", "is multi-step or cosine");
        }
        if (parts.get(i).initial() != parts.getFirst().initial()) {
          throw new InvalidFieldException(
              "parts[" + i + "].initial", "must be that of the first part");
        }
      }
      parts = List.copyOf(parts);
    }

    @Override
    public double initial() {
      return parts.getFirst().initial();
    }

    @Override
    public double during(int epoch) {
      double rate = initial();
      for (int reached = 1; reached <= epoch; reached++) {
        for (LearningRate part : parts) {
          rate = step(part, reached, rate);
        }
      }
      return rate;
    }

    private static double step(LearningRate part, int reached, double rate) {
      return switch (part) {
        case MultiStep steps -> steps.milestones().contains(reached) ? rate * steps.factor() : rate;
        case Cosine cosine -> step(cosine, reached, rate);
        case Constant c -> throw new IllegalStateException("constant in a chain");
        case WarmUp w -> throw new IllegalStateException("warm-up in a chain");
        case Chained c -> throw new IllegalStateException("chain in a chain");
      };
    }

    private static double step(Cosine cosine, int reached, double rate) {
      boolean atMinimum = (reached - 1) % (2 * cosine.epochs()) == cosine.epochs();
      if (atMinimum) {
        // From its lowest point the ratio of cosines is undefined: PyTorch adds this instead.
        double span = cosine.initial() - cosine.minimum();
        return rate + span * (1 - StrictMath.cos(Math.PI / cosine.epochs())) / 2;
      }
      double ratio = (1 + cosine.cosine(reached)) / (1 + cosine.cosine(reached - 1));
      return ratio * (rate - cosine.minimum()) + cosine.minimum();
    }
  }
}
