package org.prunescope.gateway.algorithm.estimate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.DataType;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Safetensors.TensorLayout;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;

/**
 * How large checkpoints are: parameters, the momentum of what is trained once an update was made,
 * masks where anything was pruned, and the header, byte for byte. Of a global mask every tensor in
 * its scope is taken to lose something; where one loses nothing it has no mask, and the checkpoint
 * is smaller by that mask.
 */
final class CheckpointSizes {
  private final Architecture architecture;
  private final int classes;
  private final Map<Head, List<ParameterSpec>> layouts = new HashMap<>();
  private final Map<State, Long> known = new HashMap<>();

  CheckpointSizes(Architecture architecture, int classes) {
    this.architecture = architecture;
    this.classes = classes;
  }

  /**
   * One checkpoint of a run.
   *
   * @param bytes of its file
   */
  record Sized(Position position, long bytes) {}

  /** All that the bytes of a checkpoint depend on. */
  private record State(Head head, boolean encoderMoves, boolean headMoves, Set<String> masked) {}

  /** The checkpoints that a run of this variant writes itself, in order. */
  List<Sized> of(Variant variant) {
    Masked masked = new Masked();
    List<Sized> sizes = new ArrayList<>();
    Fork fork = variant.fork();
    if (fork != null) {
      addPruned(sizes, variant, fork.at(), masked);
    }
    for (Position end : variant.segmentEnds()) {
      sizes.add(sized(variant, end, masked));
      addPruned(sizes, variant, end, masked);
    }
    return List.copyOf(sizes);
  }

  private void addPruned(List<Sized> sizes, Variant variant, Position trained, Masked masked) {
    MaskEvent mask = variant.maskAfter(trained).orElse(null);
    if (mask != null) {
      Head head = variant.phases().get(trained.phase()).learning().head(classes);
      masked.apply(mask, layout(head));
      sizes.add(sized(variant, mask.at(), masked));
    }
  }

  private Sized sized(Variant variant, Position position, Masked masked) {
    Phase phase = variant.phases().get(position.phase());
    boolean moves = position.step() > 0 && phase.training().optimiser().momentum() != 0;
    boolean encoderMoves = moves && phase.learning().trainsEncoder();
    State state = new State(phase.learning().head(classes), encoderMoves, moves, masked.names());
    return new Sized(position, known.computeIfAbsent(state, this::bytes));
  }

  private List<ParameterSpec> layout(Head head) {
    return layouts.computeIfAbsent(head, architecture::parameters);
  }

  private long bytes(State state) {
    Map<String, TensorLayout> tensors = new HashMap<>();
    for (ParameterSpec spec : layout(state.head)) {
      boolean encoder = spec.name().startsWith(Architecture.ENCODER);
      tensors.put(spec.name(), new TensorLayout(DataType.F32, spec.shape()));
      if (spec.kind().hasGradient() && (encoder ? state.encoderMoves : state.headMoves)) {
        tensors.put(
            CheckpointFormat.momentumOf(spec.name()), new TensorLayout(DataType.F32, spec.shape()));
      }
      if (state.masked.contains(spec.name())) {
        tensors.put(
            CheckpointFormat.maskOf(spec.name()), new TensorLayout(DataType.U8, spec.shape()));
      }
    }
    return Safetensors.size(CheckpointFormat.METADATA, tensors);
  }
}
