package org.prunescope.pruner;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.InvalidTensorFileException;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Safetensors.Content;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.UnreadableDocumentException;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.position.Position;
import org.prunescope.pruner.algorithm.CheckpointPruning;
import org.prunescope.pruner.algorithm.CheckpointPruning.Outcome;
import org.prunescope.pruner.algorithm.NonFiniteWeight;
import org.prunescope.pruner.decision.Decision.MaskDue;
import org.prunescope.pruner.decision.MaskResult;
import org.prunescope.pruner.storage.PlanCache;

/**
 * Applies a mask that is due: reads the checkpoint, prunes it, stores it pruned. Doing it again
 * gives the same bytes under the same key.
 */
public final class PruneCheckpoint {
  private static final Logger LOG = Logger.getLogger(PruneCheckpoint.class);

  private final ArtifactStore store;
  private final PlanCache plans;

  public PruneCheckpoint(ArtifactStore store, PlanCache plans) {
    this.store = store;
    this.plans = plans;
  }

  /**
   * The pruned checkpoint, or why there is none. One at a time: a mask holds several copies of the
   * weights.
   *
   * @throws IOException where the store could not be read or written: trying again may help
   */
  public synchronized MaskResult prune(MaskDue due) throws IOException {
    long begin = System.nanoTime();
    RunId run = due.progress().run();
    Position trained = due.trained().position();
    try {
      Plan plan = plans.plan(due.progress().plan());
      Head head =
          due.plan()
              .variant()
              .phases()
              .get(trained.phase())
              .learning()
              .head(plan.dataSet().classes().size());
      List<ParameterSpec> layout = plan.request().architecture().parameters(head);
      Content checkpoint = CheckpointFormat.read(store.get(due.trained().artifact()));
      return switch (CheckpointPruning.prune(checkpoint, layout, due.mask(), run.seed())) {
        case Outcome.Pruned pruned -> stored(due, pruned, begin);
        case NonFiniteWeight weight ->
            failed(
                FailureReason.NON_FINITE_WEIGHTS,
                "run %s, checkpoint %s: %s[%d] is %s"
                    .formatted(run, trained, weight.tensor(), weight.index(), weight.value()));
      };
    } catch (ArtifactUnreadableException
        | InvalidTensorFileException
        | UnreadableDocumentException e) {
      return failed(
          FailureReason.ARTIFACT_UNREADABLE,
          "run %s, checkpoint %s: %s".formatted(run, trained, e.getMessage()));
    } catch (RuntimeException e) {
      // An error of ours would come again and hold up the partition for ever: it becomes visible.
      LOG.errorf(e, "mask=broken run=%s checkpoint=%s", run, trained);
      return failed(FailureReason.INTERNAL, "run %s, checkpoint %s: %s".formatted(run, trained, e));
    }
  }

  private MaskResult stored(MaskDue due, Outcome.Pruned pruned, long begin) throws IOException {
    RunId run = due.progress().run();
    int attempt = due.progress().attempt();
    Position position = due.mask().at();
    byte[] bytes = Safetensors.write(pruned.checkpoint());
    ArtifactRef artifact = ArtifactRef.checkpoint(run, attempt, position, bytes);
    store.put(artifact, bytes);
    double sparsity = pruned.sparsity().total();
    LOG.infof(
        "pruned run=%s attempt=%d position=%s sparsity=%.6f durationMillis=%s layers=%s",
        run,
        attempt,
        position,
        sparsity,
        String.format(Locale.ROOT, "%.1f", (System.nanoTime() - begin) * 1e-6),
        pruned.sparsity().byTensor());
    return new MaskResult.Applied(new CheckpointRef(position, artifact), sparsity);
  }

  private static MaskResult failed(FailureReason reason, String detail) {
    return new MaskResult.NotApplied(new Failure(reason, detail));
  }
}
