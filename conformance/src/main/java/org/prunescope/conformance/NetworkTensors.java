package org.prunescope.conformance;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.network.WideResNet;
import org.prunescope.network.NetworkState;

/**
 * A network given by its tensors alone, under PyTorch's names: the architecture is read off them.
 *
 * @param tensors by the names of a checkpoint
 */
record NetworkTensors(Architecture architecture, Head head, SortedMap<String, Tensor> tensors) {
  private static final String FIRST_GROUP = Architecture.ENCODER + "block1.layer.%d.conv1.weight";

  /** Reads depth and width off the first group's blocks, the head off its last layer. */
  static NetworkTensors of(Map<String, Tensor> published) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    published.forEach((name, tensor) -> tensors.put(ours(name), tensor));
    int blocks = 0;
    while (tensors.containsKey(FIRST_GROUP.formatted(blocks))) {
      blocks++;
    }
    Tensor first = tensors.get(FIRST_GROUP.formatted(0));
    if (first == null) {
      throw new IllegalArgumentException("these are not the tensors of a Wide ResNet");
    }
    return new NetworkTensors(
        new WideResNet(6 * blocks + 4, first.shape()[0] / 16), head(tensors), tensors);
  }

  private static Head head(Map<String, Tensor> tensors) {
    Tensor classifier = tensors.get(Head.Classifier.WEIGHT);
    if (classifier != null) {
      return new Head.Classifier(classifier.shape()[0]);
    }
    Tensor projection = tensors.get(Head.Projection.OUTPUT_WEIGHT);
    if (projection != null) {
      return new Head.Projection(projection.shape()[0]);
    }
    throw new IllegalArgumentException("these tensors have neither classifier nor projection");
  }

  List<ParameterSpec> layout() {
    return architecture.parameters(head);
  }

  /** The state before the first update: checks names and shapes strictly. */
  NetworkState state() {
    return new NetworkState(
        architecture, head, tensors, Collections.emptySortedMap(), Collections.emptySortedMap());
  }

  /** The name in a checkpoint, which some cases give already. */
  static String ours(String published) {
    boolean whole =
        published.startsWith(Architecture.ENCODER)
            || published.startsWith("fc.")
            || published.startsWith("head.");
    return whole ? published : Architecture.ENCODER + published;
  }

  /** The name in PyTorch's state_dict. */
  static String published(String ours) {
    return ours.startsWith(Architecture.ENCODER)
        ? ours.substring(Architecture.ENCODER.length())
        : ours;
  }
}
