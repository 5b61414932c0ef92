package org.prunescope.network;

import java.util.ArrayList;
import java.util.List;
import org.prunescope.contract.network.WideResNet;

/** The Wide ResNet's evaluation of one image as plain loops in double precision. */
final class ReferenceNetwork {
  /** Activations (channel, row, column). */
  private record Activations(double[][][] values) {
    double[] average() {
      double[] mean = new double[values.length];
      for (int c = 0; c < values.length; c++) {
        for (double[] row : values[c]) {
          for (double value : row) {
            mean[c] += value / (values[c].length * row.length);
          }
        }
      }
      return mean;
    }
  }

  private final NetworkState state;
  private final List<double[]> taps = new ArrayList<>();
  private final double[] latent;

  ReferenceNetwork(NetworkState state, WideResNet network, ImageBatch images, int image) {
    this.state = state;
    Activations x = convolution(input(images, image), "conv1", 1);
    taps.add(x.average());
    for (WideResNet.Block block : network.blocks()) {
      Activations activated = normalisedRelu(x, block.name() + ".bn1");
      Activations hidden =
          normalisedRelu(
              convolution(activated, block.name() + ".conv1", block.stride()),
              block.name() + ".bn2");
      taps.add(hidden.average());
      Activations residual = convolution(hidden, block.name() + ".conv2", 1);
      taps.add(residual.average());
      boolean identity = block.inputChannels() == block.outputChannels();
      Activations shortcut =
          identity ? x : convolution(activated, block.name() + ".convShortcut", block.stride());
      x = sum(residual, shortcut);
      if (identity) {
        taps.add(x.average());
      }
    }
    latent = normalisedRelu(x, "bn1").average();
  }

  List<double[]> taps() {
    return taps;
  }

  double[] latent() {
    return latent;
  }

  double[] logits() {
    float[] weight = floats("fc.weight");
    float[] bias = floats("fc.bias");
    double[] logits = new double[bias.length];
    for (int k = 0; k < logits.length; k++) {
      logits[k] = bias[k];
      for (int i = 0; i < latent.length; i++) {
        logits[k] += weight[k * latent.length + i] * latent[i];
      }
    }
    return logits;
  }

  private static Activations input(ImageBatch images, int image) {
    double[][][] values = new double[3][images.height()][images.width()];
    int i = image * 3 * images.height() * images.width();
    for (int y = 0; y < images.height(); y++) {
      for (int x = 0; x < images.width(); x++) {
        for (int c = 0; c < 3; c++) {
          values[c][y][x] = images.pixels()[i++];
        }
      }
    }
    return new Activations(values);
  }

  private Activations convolution(Activations input, String name, int stride) {
    int[] shape = state.content().tensor("encoder." + name + ".weight").shape();
    float[] weight = floats("encoder." + name + ".weight");
    int kernel = shape[2];
    int size = (input.values[0].length + stride - 1) / stride;
    double[][][] output = new double[shape[0]][size][size];
    for (int o = 0; o < shape[0]; o++) {
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          for (int i = 0; i < shape[1]; i++) {
            for (int k = 0; k < kernel * kernel; k++) {
              int row = y * stride + k / kernel - kernel / 2;
              int column = x * stride + k % kernel - kernel / 2;
              if (row >= 0
                  && column >= 0
                  && row < input.values[i].length
                  && column < input.values[i].length) {
                output[o][y][x] +=
                    weight[(o * shape[1] + i) * kernel * kernel + k] * input.values[i][row][column];
              }
            }
          }
        }
      }
    }
    return new Activations(output);
  }

  private Activations normalisedRelu(Activations input, String name) {
    float[] scale = floats("encoder." + name + ".weight");
    float[] shift = floats("encoder." + name + ".bias");
    float[] mean = floats("encoder." + name + ".running_mean");
    float[] variance = floats("encoder." + name + ".running_var");
    int size = input.values[0].length;
    double[][][] output = new double[scale.length][size][size];
    for (int c = 0; c < scale.length; c++) {
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          double normal = (input.values[c][y][x] - mean[c]) / Math.sqrt(variance[c] + 1e-5);
          output[c][y][x] = Math.max(0, normal * scale[c] + shift[c]);
        }
      }
    }
    return new Activations(output);
  }

  private static Activations sum(Activations a, Activations b) {
    int size = a.values[0].length;
    double[][][] output = new double[a.values.length][size][size];
    for (int c = 0; c < output.length; c++) {
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          output[c][y][x] = a.values[c][y][x] + b.values[c][y][x];
        }
      }
    }
    return new Activations(output);
  }

  private float[] floats(String name) {
    return state.content().tensor(name).floats();
  }
}
