package org.prunescope.contract.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.regex.Pattern;
import org.prunescope.contract.field.Fields;
import org.prunescope.contract.field.InvalidFieldException;

/** When and over what scope a network is pruned; the sparsity comes from the experiment's list. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "schedule")
@JsonSubTypes({
  @JsonSubTypes.Type(value = PruningPlan.Dense.class, name = "dense"),
  @JsonSubTypes.Type(value = PruningPlan.OneShot.class, name = "one-shot"),
  @JsonSubTypes.Type(value = PruningPlan.Gradual.class, name = "gradual")
})
public sealed interface PruningPlan {
  /** Distinguishes the plans of one experiment: 1 to 40 lower-case letters, digits, hyphens. */
  String name();

  /** Never pruned: the baseline. */
  record Dense(String name) implements PruningPlan {
    public Dense {
      checkName(name);
    }
  }

  /**
   * Pruned once, at the start of a fine-tuning phase that follows the dense run's training.
   *
   * @param includeBias whether the classifier's bias is ranked and pruned with the weights
   */
  record OneShot(
      String name, Scope scope, Rounding rounding, boolean includeBias, Training fineTuning)
      implements PruningPlan {
    public OneShot {
      checkName(name);
      Fields.required("scope", scope);
      Fields.required("rounding", rounding);
      Fields.required("fineTuning", fineTuning);
    }
  }

  /**
   * Pruned along training by the cubic of Zhu and Gupta (2017).
   *
   * @param initialSparsity s_i, at least 0, less than 1
   * @param beginStep step of the first event, at least 1
   * @param endStep last step of the window, after {@code beginStep}
   * @param frequency steps from event to event, at least 1
   */
  record Gradual(
      String name,
      Scope scope,
      Rounding rounding,
      boolean includeBias,
      double initialSparsity,
      int beginStep,
      int endStep,
      int frequency,
      Close close,
      Events events)
      implements PruningPlan {
    public Gradual {
      checkName(name);
      Fields.required("scope", scope);
      Fields.required("rounding", rounding);
      Fields.required("close", close);
      Fields.required("events", events);
      if (!(initialSparsity >= 0 && initialSparsity < 1)) {
        throw new InvalidFieldException(
            "initialSparsity", "must be at least 0 and less than 1, not " + initialSparsity);
      }
      Fields.atLeast("beginStep", beginStep, 1);
      Fields.atLeast("endStep", endStep, beginStep + 1L);
      Fields.within("frequency", frequency, 1, endStep - beginStep);
    }
  }

  /** What happens where the frequency does not divide the window. */
  enum Close {
    /** One more event at the end of the window, with exactly the final sparsity. */
    @JsonProperty("exact")
    EXACT,
    /** Nothing: the last event stays just below the final sparsity. */
    @JsonProperty("as-published")
    AS_PUBLISHED
  }

  /** At which steps the targets fire. */
  enum Events {
    /** At begin, begin + frequency, ... */
    @JsonProperty("from-begin")
    FROM_BEGIN,
    /** The k-th target at the k-th multiple of the frequency inside the window. */
    @JsonProperty("multiples")
    MULTIPLES
  }

  private static void checkName(String name) {
    Fields.required("name", name);
    if (!Names.FORM.matcher(name).matches()) {
      throw new InvalidFieldException("name", "is 1 to 40 lower-case letters, digits and hyphens");
    }
  }

  /** The form of a plan's name. */
  final class Names {
    private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,40}");

    private Names() {}
  }
}
