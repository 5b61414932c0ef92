package org.prunescope.network;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.DataType;
import org.prunescope.contract.checkpoint.InvalidTensorFileException;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;

/**
 * All that a training step reads and changes: parameters, batch normalisation's buffers, momentum
 * and masks. Equal states have equal checkpoints, byte by byte.
 *
 * @param head what stands on the encoder
 * @param parameters every parameter and buffer by name, F32
 * @param momentum the optimiser's buffers by parameter, F32; empty before the first update
 * @param masks by parameter, U8, 1 keeps; only of parameters that were pruned
 */
public record NetworkState(
    Architecture architecture,
    Head head,
    SortedMap<String, Tensor> parameters,
    SortedMap<String, Tensor> momentum,
    SortedMap<String, Tensor> masks) {
  /**
   * Checks every name, type and shape against the architecture.
   *
   * @throws InvalidTensorFileException where one is missing, unknown or of another shape, or a mask
   *     holds anything but 0 and 1
   */
  public NetworkState {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    momentum = Collections.unmodifiableSortedMap(new TreeMap<>(momentum));
    masks = Collections.unmodifiableSortedMap(new TreeMap<>(masks));
    SortedMap<String, ParameterSpec> known = new TreeMap<>();
    for (ParameterSpec parameter : architecture.parameters(head)) {
      known.put(parameter.name(), parameter);
      if (!parameters.containsKey(parameter.name())) {
        throw new InvalidTensorFileException("no tensor named " + parameter.name());
      }
    }
    requireKnown("", parameters, known, DataType.F32);
    requireKnown(CheckpointFormat.MOMENTUM, momentum, known, DataType.F32);
    requireKnown(CheckpointFormat.MASK, masks, known, DataType.U8);
    masks.forEach(NetworkState::requireMask);
  }

  /**
   * The state with which a run's first phase begins, a pure function of its arguments.
   *
   * @param seed of the run
   */
  public static NetworkState initial(Architecture architecture, Head head, long seed) {
    SortedMap<String, Tensor> parameters = new TreeMap<>();
    addNew(parameters, architecture.parameters(head), seed, 0);
    return new NetworkState(
        architecture, head, parameters, Collections.emptySortedMap(), Collections.emptySortedMap());
  }

  /**
   * The state that a checkpoint holds.
   *
   * @throws InvalidTensorFileException where it is not a whole checkpoint of this architecture
   */
  public static NetworkState of(Safetensors.Content content, Architecture architecture, Head head) {
    CheckpointFormat.requireOurs(content);
    SortedMap<String, Tensor> parameters = new TreeMap<>();
    SortedMap<String, Tensor> momentum = new TreeMap<>();
    SortedMap<String, Tensor> masks = new TreeMap<>();
    content
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(CheckpointFormat.MOMENTUM)) {
                momentum.put(name.substring(CheckpointFormat.MOMENTUM.length()), tensor);
              } else if (name.startsWith(CheckpointFormat.MASK)) {
                masks.put(name.substring(CheckpointFormat.MASK.length()), tensor);
              } else {
                parameters.put(name, tensor);
              }
            });
    return new NetworkState(architecture, head, parameters, momentum, masks);
  }

  /** The checkpoint of this state. */
  public Safetensors.Content content() {
    SortedMap<String, Tensor> tensors = new TreeMap<>(parameters);
    momentum.forEach((name, tensor) -> tensors.put(CheckpointFormat.momentumOf(name), tensor));
    masks.forEach((name, tensor) -> tensors.put(CheckpointFormat.maskOf(name), tensor));
    return new Safetensors.Content(CheckpointFormat.METADATA, tensors);
  }

  /**
   * The state with which a later phase begins after this one, a pure function of it and the
   * arguments. The encoder stays with its masks, and so does a head that is the same in both
   * phases; another head is new. The optimiser has seen no gradient.
   *
   * @param next what stands on the encoder then
   * @param seed of the run
   * @param phase index of the later phase, at least 1
   */
  public NetworkState atBeginningOf(int phase, Head next, long seed) {
    if (phase < 1) {
      throw new IllegalArgumentException("phase must be at least 1, not " + phase);
    }
    SortedMap<String, Tensor> keptParameters = new TreeMap<>(parameters);
    SortedMap<String, Tensor> keptMasks = new TreeMap<>(masks);
    if (!next.equals(head)) {
      keptParameters.keySet().removeIf(name -> !name.startsWith(Architecture.ENCODER));
      keptMasks.keySet().removeIf(name -> !name.startsWith(Architecture.ENCODER));
      addNew(keptParameters, architecture.parameters(next), seed, phase);
    }
    return new NetworkState(
        architecture, next, keptParameters, Collections.emptySortedMap(), keptMasks);
  }

  /** The first parameter or buffer, by name, that holds NaN or infinity; empty where none does. */
  public Optional<String> firstNonFinite() {
    return parameters.entrySet().stream()
        .filter(parameter -> !isFinite(parameter.getValue().floats()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** Parameters and buffers in PyTorch's state_dict order. */
  public List<ParameterSpec> layout() {
    return architecture.parameters(head);
  }

  /** Adds initial values of every tensor of the layout that is not there. */
  private static void addNew(
      SortedMap<String, Tensor> parameters, List<ParameterSpec> layout, long seed, int phase) {
    for (int i = 0; i < layout.size(); i++) {
      String name = layout.get(i).name();
      if (!parameters.containsKey(name)) {
        parameters.put(name, Initialisation.tensor(layout, i, seed, phase));
      }
    }
  }

  private static void requireKnown(
      String prefix, Map<String, Tensor> tensors, Map<String, ParameterSpec> known, DataType type) {
    tensors.forEach(
        (name, tensor) -> {
          ParameterSpec parameter = known.get(name);
          if (parameter == null || (!prefix.isEmpty() && !parameter.kind().hasGradient())) {
            throw new InvalidTensorFileException("unknown tensor " + prefix + name);
          }
          if (tensor.type() != type || !Arrays.equals(tensor.shape(), parameter.sizes())) {
            throw new InvalidTensorFileException(
                "%s%s is %s, not %s of %s"
                    .formatted(prefix, name, tensor, type, parameter.shape()));
          }
        });
  }

  private static void requireMask(String name, Tensor mask) {
    for (byte keep : mask.bytes()) {
      if (keep != 0 && keep != 1) {
        throw new InvalidTensorFileException("the mask of " + name + " holds " + keep);
      }
    }
  }
}
