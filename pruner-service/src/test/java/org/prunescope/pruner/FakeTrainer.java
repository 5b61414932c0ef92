package org.prunescope.pruner;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Safetensors.Content;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.NumericEnvironment;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.position.Position;

/**
 * Answers segments with checkpoints whose surviving weights have moved at random, under the head of
 * the target's phase.
 */
public final class FakeTrainer {
  private final ArtifactStore store;
  private final Plan plan;

  /** The value that the next checkpoint's classifier begins with; NaN spoils it. */
  public float spoil = 1;

  public FakeTrainer(ArtifactStore store, Plan plan) {
    this.store = store;
    this.plan = plan;
  }

  /** The tensors of a checkpoint of this run at this position. */
  public static List<ParameterSpec> layout(Plan plan, RunId run, Position position) {
    Phase phase = plan.variant(run.variant()).phases().get(position.phase());
    return plan.request()
        .architecture()
        .parameters(phase.learning().head(plan.dataSet().classes().size()));
  }

  public CheckpointSaved train(SegmentRequested segment)
      throws IOException, ArtifactUnreadableException {
    Random random = new Random(segment.target().hashCode());
    Map<String, Tensor> input =
        segment.input() == null
            ? Map.of()
            : Safetensors.read(store.get(segment.input().artifact())).tensors();
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    for (ParameterSpec spec : layout(plan, segment.run(), segment.target())) {
      String maskName = CheckpointFormat.maskOf(spec.name());
      Tensor stored = input.get(maskName);
      byte[] mask = stored == null ? null : stored.bytes();
      if (stored != null) {
        tensors.put(maskName, stored);
      }
      float[] values = new float[spec.size()];
      float[] momentum = new float[spec.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = mask == null || mask[i] == 1 ? (float) random.nextGaussian() : 0;
        momentum[i] = mask == null || mask[i] == 1 ? (float) random.nextGaussian() : 0;
      }
      if (spec.name().equals("fc.weight")) {
        values[0] *= spoil;
      }
      tensors.put(spec.name(), Tensor.ofFloats(values, spec.sizes()));
      if (segment.target().step() > 0) {
        tensors.put(
            CheckpointFormat.momentumOf(spec.name()), Tensor.ofFloats(momentum, spec.sizes()));
      }
    }
    byte[] bytes = Safetensors.write(new Content(CheckpointFormat.METADATA, tensors));
    ArtifactRef artifact =
        ArtifactRef.checkpoint(segment.run(), segment.attempt(), segment.target(), bytes);
    store.put(artifact, bytes);
    return new CheckpointSaved(
        segment.run(),
        segment.plan(),
        segment.attempt(),
        new CheckpointRef(segment.target(), artifact),
        new NumericEnvironment("cpu", "avx2", "fake", 1),
        10,
        1);
  }
}
