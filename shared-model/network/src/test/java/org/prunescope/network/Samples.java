package org.prunescope.network;

import java.util.SortedMap;
import java.util.TreeMap;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.experiment.Optimiser;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterKind;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.network.WideResNet;
import org.prunescope.contract.plan.Learning;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;

/** Small networks and batches, drawn from seeds. */
final class Samples {
  static final WideResNet SMALL = new WideResNet(10, 1);
  static final int CLASSES = 10;
  static final Head HEAD = new Head.Classifier(CLASSES);
  static final Learning SUPERVISED = new Learning.CrossEntropy();
  static final Optimiser PAPER = new Optimiser(0.9, 5e-4, false, 0);
  static final Optimiser PLAIN = new Optimiser(0, 0, false, 0);

  private Samples() {}

  static NetworkState network(long seed) {
    return NetworkState.initial(SMALL, Samples.HEAD, seed);
  }

  /** As {@link #network}, with nothing left at a value that would hide a mistake. */
  static NetworkState unevenNetwork(long seed) {
    SortedMap<String, Tensor> parameters = new TreeMap<>(network(seed).parameters());
    RandomStream random = random(seed, 1);
    for (ParameterSpec parameter : SMALL.parameters(HEAD)) {
      if (!parameter.kind().isWeight()) {
        float[] values = new float[parameter.size()];
        boolean positive =
            parameter.kind() == ParameterKind.RUNNING_VARIANCE
                || parameter.kind() == ParameterKind.NORM_SCALE;
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (positive ? random.nextDouble(0.5, 2) : random.nextDouble(-0.5, 0.5));
        }
        parameters.put(parameter.name(), Tensor.ofFloats(values, parameter.sizes()));
      }
    }
    return new NetworkState(SMALL, HEAD, parameters, new TreeMap<>(), new TreeMap<>());
  }

  static ImageBatch images(long seed, int count, int size) {
    RandomStream random = random(seed, 2);
    float[] pixels = new float[count * size * size * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return new ImageBatch(pixels, count, size, size);
  }

  static int[] labels(long seed, int count) {
    return random(seed, 3).ints(count, 0, CLASSES).toArray();
  }

  static byte[] bytes(NetworkState state) {
    return Safetensors.write(state.content());
  }

  private static RandomStream random(long seed, int sample) {
    return new RandomStream(seed, 0, 0, sample, Purpose.RESAMPLING);
  }
}
