package org.prunescope.contract.pruning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.prunescope.contract.criterion.Criterion;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.field.Fields;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.objective.Objective;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.plan.Phase;

/**
 * Pruned along training by the cubic of Zhu and Gupta (2017).
 *
 * @param initialSparsity s_i, at least 0, less than 1
 * @param windows at least one, at most one for each phase of each objective; the plan prunes the
 *     objectives that it has windows for
 */
public record Gradual(
    String name,
    Scope scope,
    Criterion criterion,
    Rounding rounding,
    boolean includeBias,
    double initialSparsity,
    List<Window> windows,
    CubicSchedule.Close close,
    CubicSchedule.Events events)
    implements Pruning {
  public Gradual {
    Pruning.checkChoices(name, scope, criterion, rounding);
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

  @Override
  public boolean prunes(Objective objective) {
    return windows.stream().anyMatch(window -> window.objective().equals(objective.text()));
  }

  @Override
  public void check(Experiment experiment, int trainSamples, MaskCount masks) {
    for (double sparsity : experiment.sparsities()) {
      if (initialSparsity >= sparsity) {
        throw new InvalidFieldException(
            "initialSparsity",
            "must be less than every sparsity, but %s is not less than %s"
                .formatted(initialSparsity, sparsity));
      }
    }
    for (int w = 0; w < windows.size(); w++) {
      String field = "windows[" + w + "]";
      Phase phase = phase(field, windows.get(w), experiment.objectives(), trainSamples);
      check(field, schedule(windows.get(w), experiment.sparsities().getFirst()), phase, masks);
    }
  }

  @Override
  public List<MaskEvent> masks(Objective objective, List<Phase> dense, double sparsity) {
    List<MaskEvent> masks = new ArrayList<>();
    for (Window window : windows) {
      if (window.objective().equals(objective.text())) {
        int phase = dense.indexOf(named(window.phase(), dense).orElseThrow());
        Part part = dense.get(phase).learning().newPart();
        for (CubicSchedule.Event event : schedule(window, sparsity).schedule()) {
          if (event.sparsity() > 0) {
            Target target = new Target(event.sparsity(), event.shareOfRemaining());
            // An event at step t follows update t - 1.
            masks.add(mask(phase, event.step() - 1, part, target));
          }
        }
      }
    }
    masks.sort(Comparator.comparing(MaskEvent::at));
    return masks;
  }

  private CubicSchedule schedule(Window window, double finalSparsity) {
    return new CubicSchedule(
        initialSparsity,
        finalSparsity,
        window.beginStep(),
        window.endStep(),
        window.frequency(),
        close,
        events);
  }

  /** The last event may come after the last update, but no later. */
  private static void check(String field, CubicSchedule schedule, Phase phase, MaskCount masks) {
    masks.add(field + ".frequency", schedule.size());
    List<CubicSchedule.Event> events = schedule.schedule();
    if (events.getLast().sparsity() == 0) {
      throw new InvalidFieldException(
          field + ".frequency", "has no multiple in the window that removes anything");
    }
    int last = events.getLast().step();
    if (last > phase.steps() + 1) {
      throw new InvalidFieldException(
          field + ".endStep",
          "leads to an event at step %d, but %s has %d updates: at most %d"
              .formatted(last, phase.name(), phase.steps(), phase.steps() + 1));
    }
  }

  private static Phase phase(
      String field, Window window, List<Objective> objectives, int trainSamples) {
    Objective objective =
        objectives.stream()
            .filter(known -> known.text().equals(window.objective()))
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidFieldException(
                        field + ".objective",
                        "must be one of this experiment's objectives %s, not %s"
                            .formatted(
                                objectives.stream().map(Objective::text).toList(),
                                window.objective())));
    List<Phase> phases = objective.phases(trainSamples);
    return named(window.phase(), phases)
        .orElseThrow(
            () ->
                new InvalidFieldException(
                    field + ".phase",
                    "must be one of %s for %s, not %s"
                        .formatted(
                            phases.stream().map(Phase::name).toList(),
                            window.objective(),
                            window.phase())));
  }

  private static Optional<Phase> named(String name, List<Phase> phases) {
    return phases.stream().filter(phase -> phase.name().equals(name)).findFirst();
  }
}
