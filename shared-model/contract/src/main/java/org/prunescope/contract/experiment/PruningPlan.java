package org.prunescope.contract.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.prunescope.contract.field.Fields;
import org.prunescope.contract.field.InvalidFieldException;

/** When and over what scope a network is pruned; the sparsity comes from the experiment's list. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "schedule")
@JsonSubTypes({
  @JsonSubTypes.Type(value = PruningPlan.Dense.class, name = "dense"),
  @JsonSubTypes.Type(value = PruningPlan.OneShot.class, name = "one-shot"),
  @JsonSubTypes.Type(value = PruningPlan.Iterative.class, name = "iterative"),
  @JsonSubTypes.Type(value = PruningPlan.AtInitialisation.class, name = "at-initialisation"),
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

  /** What every plan that prunes decides beside its schedule. */
  sealed interface Pruning extends PruningPlan {
    Scope scope();

    Criterion criterion();

    Rounding rounding();

    /** Whether the classifier's bias is ranked and pruned with the weights. */
    boolean includeBias();
  }

  /**
   * Pruned once, at the start of a fine-tuning phase that follows the dense run's training: encoder
   * and classifier together. Fine-tuning is by cross-entropy, whatever the objective was.
   */
  record OneShot(
      String name,
      Scope scope,
      Criterion criterion,
      Rounding rounding,
      boolean includeBias,
      Training fineTuning)
      implements Pruning {
    public OneShot {
      checkPruning(name, scope, criterion, rounding);
      Fields.required("fineTuning", fineTuning);
    }
  }

  /**
   * Pruned and fine-tuned in rounds after the dense run's training, each round as one-shot: of n
   * rounds, round k leaves the sparsity 1 - (1 - s)^(k/n), so that each removes the same share of
   * what remains. A control.
   *
   * @param rounds 1 to 100
   * @param fineTuning of each round, with an optimiser of its own
   */
  record Iterative(
      String name,
      Scope scope,
      Criterion criterion,
      Rounding rounding,
      boolean includeBias,
      int rounds,
      Training fineTuning)
      implements Pruning {
    public Iterative {
      checkPruning(name, scope, criterion, rounding);
      Fields.within("rounds", rounds, 1, 100);
      Fields.required("fineTuning", fineTuning);
    }
  }

  /**
   * Pruned before the first update, each phase of the dense run's training what is new in it: the
   * encoder with the classifier, or the encoder first and the probe's classifier later. A control.
   */
  record AtInitialisation(
      String name, Scope scope, Criterion criterion, Rounding rounding, boolean includeBias)
      implements Pruning {
    public AtInitialisation {
      checkPruning(name, scope, criterion, rounding);
    }
  }

  /**
   * Pruned along training by the cubic of Zhu and Gupta (2017).
   *
   * @param initialSparsity s_i, at least 0, less than 1
   * @param windows at least one, at most one for each phase of each objective; the plan applies to
   *     the objectives that it has windows for
   */
  record Gradual(
      String name,
      Scope scope,
      Criterion criterion,
      Rounding rounding,
      boolean includeBias,
      double initialSparsity,
      List<Window> windows,
      Close close,
      Events events)
      implements Pruning {
    public Gradual {
      checkPruning(name, scope, criterion, rounding);
      Fields.required("windows", windows);
      Fields.required("close", close);
      Fields.required("events", events);
      if (!(initialSparsity >= 0 && initialSparsity < 1)) {
        throw new InvalidFieldException(
            "initialSparsity", "must be at least 0 and less than 1, not " + initialSparsity);
      }
      if (windows.isEmpty()) {
        throw new InvalidFieldException("windows", "must hold at least one window");
      }
      Set<String> phases = new HashSet<>();
      for (int i = 0; i < windows.size(); i++) {
        Fields.required("windows[" + i + "]", windows.get(i));
        if (!phases.add(windows.get(i).objective() + " " + windows.get(i).phase())) {
          throw new InvalidFieldException(
              "windows[" + i + "]",
              "is the second for %s of %s"
                  .formatted(windows.get(i).phase(), windows.get(i).objective()));
        }
      }
      windows = List.copyOf(windows);
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

  private static void checkPruning(
      String name, Scope scope, Criterion criterion, Rounding rounding) {
    checkName(name);
    Fields.required("scope", scope);
    Fields.required("criterion", criterion);
    Fields.required("rounding", rounding);
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
