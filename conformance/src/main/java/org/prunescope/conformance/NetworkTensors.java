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
record NetworkTensors(Architecture architecture, int classes, SortedMap<String, Tensor> tensors) {
  private static final String CLASSIFIER = "fc.";

  /** Reads depth and width off the first group's blocks, the classes off the classifier. */
  static NetworkTensors of(Map<String, Tensor> published) {
    int blocks = 0;
    while (published.containsKey("block1.layer.%d.conv1.weight".formatted(blocks))) {
      blocks++;
    }
    Tensor first = published.get("block1.layer.0.conv1.weight");
    Tensor classifier = published.get(Head.Classifier.WEIGHT);
    if (first == null || classifier == null) {
      throw new IllegalArgumentException("these are not the tensors of a Wide ResNet");
    }
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    published.forEach((name, tensor) -> tensors.put(ours(name), tensor));
    return new NetworkTensors(
        new WideResNet(6 * blocks + 4, first.shape()[0] / 16), classifier.shape()[0], tensors);
  }

  private Head head() {
    return new Head.Classifier(classes);
  }

  List<ParameterSpec> layout() {
    return architecture.parameters(head());
  }

  /** The state before the first update: checks names and shapes strictly. */
  NetworkState state() {
    return new NetworkState(
        architecture, head(), tensors, Collections.emptySortedMap(), Collections.emptySortedMap());
  }

  /** The name in a checkpoint. */
  static String ours(String published) {
    return published.startsWith(CLASSIFIER) ? published : Architecture.ENCODER + published;
  }

  /** The name in PyTorch's state_dict. */
  static String published(String ours) {
    return ours.startsWith(Architecture.ENCODER)
        ? ours.substring(Architecture.ENCODER.length())
        : ours;
  }
}
