package org.prunescope.trainer;

import java.io.IOException;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.artifact.Sha256;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Plan;
import org.prunescope.dataset.ImageDataSet;
import org.prunescope.dataset.Normalisation;
import org.prunescope.network.NetworkState;
import org.prunescope.network.TrainingNetwork;
import org.prunescope.service.StopSignal;
import org.prunescope.service.StoppedException;
import org.prunescope.trainer.input.BatchSequence;
import org.prunescope.trainer.input.Lookahead;
import org.prunescope.trainer.input.TrainingBatch;

/**
 * From the checkpoint that a segment begins with to the one that it ends with.
 *
 * <p>The result depends on the plan, the run, the input and the numeric environment alone: where a
 * phase is cut into segments, which network was warm and what else the process trains leave no
 * trace in the bytes. Any thread may call.
 */
public final class TrainSegment {
  /** A batch may hold 8,192 views, 100 MB: no more of them wait than training needs. */
  public static final int BATCHES_AHEAD = 1;

  private final ArtifactStore artifacts;
  private final WarmNetworks warm;
  private final Executor augmentation;
  private final Turns turns;

  /**
   * @param augmentation makes the next batch while the network trains on one; where it is a
   *     fork-join pool, with all its threads
   * @param turns waited for between the reading of a checkpoint and the first update
   */
  public TrainSegment(
      ArtifactStore artifacts, WarmNetworks warm, Executor augmentation, Turns turns) {
    this.artifacts = artifacts;
    this.warm = warm;
    this.augmentation = augmentation;
    this.turns = turns;
  }

  /**
   * Trains to the target; or begins its phase, where the target's step is 0: the first one with new
   * parameters, a later one with what the phase keeps of the input, and a fresh optimiser.
   *
   * @param data the plan's data set
   * @throws IllegalArgumentException where the segment is none of this plan
   * @throws org.prunescope.contract.checkpoint.InvalidTensorFileException where the input is no
   *     checkpoint of the plan's network
   * @throws ArtifactUnreadableException where the input is missing or damaged
   * @throws IOException where the input could not be read this time
   */
  public SegmentOutcome train(
      Plan plan, ImageDataSet data, SegmentRequested segment, StopSignal stop)
      throws IOException, ArtifactUnreadableException, StoppedException {
    stop.check();
    requirePossible(segment);
    if (segment.target().step() == 0) {
      return new SegmentOutcome.Trained(write(beginning(plan, data, segment)), 0, 0, 0, null);
    }
    Phase phase = phase(plan, segment, segment.target().phase());
    TrainingNetwork network = network(plan, data, segment, phase);
    try (Lookahead<TrainingBatch> batches =
        new Lookahead<>(batches(plan, phase, data, segment), BATCHES_AHEAD, augmentation)) {
      SegmentOutcome outcome = train(network, phase.training(), batches, segment, stop);
      if (outcome instanceof SegmentOutcome.Trained trained) {
        String sha256 = Sha256.of(trained.checkpoint());
        warm.keep(key(sha256, plan, data, phase), network);
        network = null;
      }
      return outcome;
    } finally {
      if (network != null) {
        network.close();
      }
    }
  }

  private SegmentOutcome train(
      TrainingNetwork network,
      Training training,
      Lookahead<TrainingBatch> batches,
      SegmentRequested segment,
      StopSignal stop)
      throws StoppedException {
    long loaded = System.nanoTime();
    batches.awaitNext();
    long ready = System.nanoTime();
    Updates updates;
    turns.take(stop);
    try {
      int from = input(segment).position().step();
      int to = segment.target().step();
      updates = Updates.make(network, training.learningRate(), batches, from, to, stop);
    } finally {
      turns.end();
    }
    NetworkState state = network.state();
    Optional<String> lost = state.firstNonFinite();
    if (!updates.areFinite()) {
      return new SegmentOutcome.Diverged(updates.lastStep(), updates.lastLoss(), lost.orElse(null));
    }
    return lost.isPresent()
        ? new SegmentOutcome.NonFinite(lost.get())
        : new SegmentOutcome.Trained(
            write(state),
            updates.images(),
            updates.meanLoss(),
            updates.learningRate(),
            new TrainingTimes(loaded, ready, updates));
  }

  private static Iterator<Supplier<TrainingBatch>> batches(
      Plan plan, Phase phase, ImageDataSet data, SegmentRequested segment) {
    BatchSequence sequence =
        new BatchSequence(
            data.train(),
            new Normalisation(plan.request().normalisation()),
            phase,
            segment.run().seed(),
            segment.target().phase());
    return sequence.between(input(segment).position().step() + 1, segment.target().step());
  }

  private NetworkState beginning(Plan plan, ImageDataSet data, SegmentRequested segment)
      throws IOException, ArtifactUnreadableException {
    int index = segment.target().phase();
    Head head = head(phase(plan, segment, index), data);
    long seed = segment.run().seed();
    CheckpointRef input = segment.input();
    return input == null
        ? NetworkState.initial(plan.request().architecture(), head, seed)
        : read(plan, data, phase(plan, segment, index - 1), input).atBeginningOf(index, head, seed);
  }

  private TrainingNetwork network(
      Plan plan, ImageDataSet data, SegmentRequested segment, Phase phase)
      throws IOException, ArtifactUnreadableException {
    CheckpointRef input = input(segment);
    WarmNetworks.Key key = key(input.artifact().sha256(), plan, data, phase);
    TrainingNetwork kept = warm.take(key).orElse(null);
    return kept != null
        ? kept
        : TrainingNetwork.load(
            read(plan, data, phase, input),
            phase.learning(),
            phase.training().optimiser(),
            plan.request().precision(),
            plan.request().threadsPerRun());
  }

  private NetworkState read(Plan plan, ImageDataSet data, Phase phase, CheckpointRef checkpoint)
      throws IOException, ArtifactUnreadableException {
    Safetensors.Content content = CheckpointFormat.read(artifacts.get(checkpoint.artifact()));
    return NetworkState.of(content, plan.request().architecture(), head(phase, data));
  }

  private static byte[] write(NetworkState state) {
    return Safetensors.write(state.content());
  }

  private static WarmNetworks.Key key(String sha256, Plan plan, ImageDataSet data, Phase phase) {
    return new WarmNetworks.Key(
        sha256,
        plan.request().architecture(),
        data.classes().size(),
        phase.learning(),
        phase.training().optimiser(),
        plan.request().precision(),
        plan.request().threadsPerRun());
  }

  private static Head head(Phase phase, ImageDataSet data) {
    return phase.learning().head(data.classes().size());
  }

  private static Phase phase(Plan plan, SegmentRequested segment, int index) {
    return plan.variant(segment.run().variant()).phases().get(index);
  }

  private static CheckpointRef input(SegmentRequested segment) {
    return Objects.requireNonNull(segment.input(), "input");
  }

  private static void requirePossible(SegmentRequested segment) {
    CheckpointRef input = segment.input();
    boolean first = segment.target().phase() == 0 && segment.target().step() == 0;
    boolean possible =
        input == null
            ? first
            : segment.target().step() == 0
                ? input.position().phase() == segment.target().phase() - 1
                : input.position().phase() == segment.target().phase()
                    && input.position().step() < segment.target().step();
    if (!possible) {
      throw new IllegalArgumentException(
          "no segment leads from %s to %s"
              .formatted(input == null ? "nothing" : input.position(), segment.target()));
    }
  }
}
