package org.prunescope.system.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;

/**
 * The networks of an undisturbed experiment in one environment, straight from the plan: what a loop
 * over segments and masks would come to, without any decider, queue or store.
 */
final class ExpectedNetworks {
  /** By run and position, with the digests of checkpoints. */
  private final Map<RunId, Map<Position, String>> networks = new HashMap<>();

  ExpectedNetworks(PlannedExperiment experiment) {
    for (RunId run : experiment.runs()) {
      of(run, experiment);
    }
  }

  /** The digest of a run's last checkpoint. */
  String last(RunId run, Variant variant) {
    return Objects.requireNonNull(of(run).get(variant.end()));
  }

  private Map<Position, String> of(RunId run) {
    return Objects.requireNonNull(networks.get(run));
  }

  private Map<Position, String> of(RunId run, PlannedExperiment experiment) {
    Map<Position, String> known = networks.get(run);
    if (known != null) {
      return known;
    }
    Map<Position, String> own = new HashMap<>();
    networks.put(run, own);
    Variant variant = experiment.variant(run);
    RunId trunk = experiment.trunk(run);
    String network = null;
    if (variant.fork() != null && trunk != null) {
      Position fork = variant.fork().at();
      network = masked(run, variant, fork, of(trunk, experiment).get(fork), own);
    }
    for (Position end : variant.segmentEnds()) {
      String trained = new Network(run, end, network, 0).sha256();
      own.put(end, trained);
      network = masked(run, variant, end, trained, own);
    }
    return own;
  }

  private static @Nullable String masked(
      RunId run,
      Variant variant,
      Position at,
      @Nullable String network,
      Map<Position, String> own) {
    Optional<MaskEvent> mask = variant.maskAfter(at);
    if (mask.isEmpty()) {
      return network;
    }
    String pruned = new Network(run, mask.get().at(), network, 0).sha256();
    own.put(mask.get().at(), pruned);
    return pruned;
  }
}
