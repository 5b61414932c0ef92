package org.prunescope.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;
import org.prunescope.gateway.CommandAnswer.Action;
import org.prunescope.gateway.CommandAnswer.Asked;
import org.prunescope.gateway.CommandAnswer.NotAsked;
import org.prunescope.gateway.algorithm.Intervention.Cancel;
import org.prunescope.gateway.algorithm.Intervention.Measure;
import org.prunescope.gateway.algorithm.Intervention.Nothing;
import org.prunescope.gateway.algorithm.Intervention.Resume;
import org.prunescope.gateway.persistence.Experiments;
import org.prunescope.gateway.persistence.Interventions;
import org.prunescope.gateway.persistence.Interventions.Outcome;
import org.prunescope.gateway.persistence.Remeasurements;

/**
 * Cancels and resumes runs, one by one or a whole experiment's. Where that breaks off, what was
 * asked for stays so, and asking once more is harmless.
 */
@ApplicationScoped
public class CommandRuns {
  private static final Logger LOG = Logger.getLogger(CommandRuns.class);

  private final Experiments experiments;
  private final Interventions interventions;
  private final Remeasurements remeasurements;

  CommandRuns(Experiments experiments, Interventions interventions, Remeasurements remeasurements) {
    this.experiments = experiments;
    this.interventions = interventions;
    this.remeasurements = remeasurements;
  }

  /** A run cannot go on by itself; the message is for people. */
  public static final class BlockedException extends Exception {
    private static final long serialVersionUID = 1L;

    BlockedException(RunId run, RunId trunk) {
      super(
          "%s is blocked: %s, which it begins from, has ended. Resume that one."
              .formatted(run, trunk));
    }
  }

  /** Cancels every run of an experiment that has not ended; empty where there is none such. */
  public Optional<CommandAnswer> cancel(ExperimentId id) {
    return command(id, remeasurements.runs(id), this::cancel);
  }

  /** Cancels one run, and so blocks its branches that have not begun; empty where it is unknown. */
  public Optional<CommandAnswer> cancel(RunId run) {
    return command(run.experiment(), List.of(run), this::cancel);
  }

  /**
   * Resumes every run of an experiment that has stopped; empty where there is none such.
   *
   * @param all also those that seem to be under way, and what is to be measured: for when records
   *     on Kafka were lost
   */
  public Optional<CommandAnswer> resume(ExperimentId id, boolean all) {
    return command(id, remeasurements.runs(id), (run, plan) -> resume(run, plan, all));
  }

  /**
   * Resumes one run that has stopped, as {@link #resume(ExperimentId, boolean)} does.
   *
   * @throws BlockedException where it waits for another that has stopped
   */
  public Optional<CommandAnswer> resume(RunId run, boolean all) throws BlockedException {
    Optional<RunId> trunk = interventions.blockedBy(run);
    if (trunk.isPresent() && !all) {
      throw new BlockedException(run, trunk.get());
    }
    return command(run.experiment(), List.of(run), (one, plan) -> resume(one, plan, all));
  }

  private Optional<Outcome> cancel(RunId run, ArtifactRef plan) {
    return interventions.cancel(run, plan);
  }

  private Optional<Outcome> resume(RunId run, ArtifactRef plan, boolean all) {
    Optional<Outcome> outcome = interventions.resume(run, plan, all);
    boolean measures = outcome.isPresent() && outcome.get().intervention() instanceof Measure;
    if (measures || (all && outcome.isPresent())) {
      remeasurements.askForMissing(run, plan);
    }
    return outcome;
  }

  private Optional<CommandAnswer> command(
      ExperimentId id,
      List<RunId> runs,
      BiFunction<RunId, ArtifactRef, Optional<Outcome>> command) {
    Optional<ArtifactRef> plan = experiments.plan(id);
    if (plan.isEmpty()) {
      return Optional.empty();
    }
    List<Asked> asked = new ArrayList<>();
    List<NotAsked> notAsked = new ArrayList<>();
    for (RunId run : runs) {
      Optional<Outcome> outcome = command.apply(run, plan.get());
      if (outcome.isEmpty()) {
        return Optional.empty();
      }
      Position from = outcome.get().from();
      switch (outcome.get().intervention()) {
        case Cancel cancel -> asked.add(new Asked(run, Action.CANCEL, cancel.attempt(), from));
        case Resume resume -> asked.add(new Asked(run, Action.RESUME, resume.attempt(), from));
        case Measure measure -> asked.add(new Asked(run, Action.MEASURE, null, from));
        case Nothing nothing -> notAsked.add(new NotAsked(run, nothing.why()));
      }
    }
    LOG.infof("commanded experiment=%s asked=%d notAsked=%d", id, asked.size(), notAsked.size());
    return Optional.of(new CommandAnswer(id, asked, notAsked, blocked(id, asked)));
  }

  /** What waits for a cancelled run, and what waits for that. */
  private List<RunId> blocked(ExperimentId id, List<Asked> asked) {
    Set<RunId> stopped = new HashSet<>();
    asked.stream()
        .filter(one -> one.action() == Action.CANCEL)
        .forEach(one -> stopped.add(one.run()));
    List<RunId> blocked = new ArrayList<>();
    if (stopped.isEmpty()) {
      return blocked;
    }
    Map<RunId, RunId> trunks = interventions.waitingBranches(id);
    boolean isNew = true;
    while (isNew) {
      List<RunId> more =
          trunks.entrySet().stream()
              .filter(one -> stopped.contains(one.getValue()) && !stopped.contains(one.getKey()))
              .map(Map.Entry::getKey)
              .toList();
      blocked.addAll(more);
      isNew = stopped.addAll(more);
    }
    return blocked;
  }
}
