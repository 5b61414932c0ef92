package org.prunescope.dataset;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.prunescope.contract.experiment.DataSetSpec;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;

/**
 * The built-in data set: drawn shapes and textures whose difficulty is known, sample by sample.
 *
 * <p>Sample i shows class i mod 10 and depends on nothing but the set's seed, the split and i, so a
 * larger set begins with the smaller one. Each class has its usual hue, which helps but does not
 * suffice. Only exactly defined arithmetic is used: every JDK draws the same bytes.
 */
public final class Shapes {
  private static final List<Figure> FIGURES = List.of(Figure.values());
  private static final int SIDE = Split.SIDE;
  private static final int SUBPIXELS = 4;
  private static final double HUE_SPREAD = .05;
  private static final double NOISE = .03;

  private Shapes() {}

  /** Draws both splits. */
  static ImageDataSet draw(DataSetSpec.Shapes spec) {
    return ImageDataSet.of(
        Figure.CLASSES,
        split(spec.seed(), spec.trainSamples(), Purpose.SYNTHETIC_TRAIN),
        split(spec.seed(), spec.testSamples(), Purpose.SYNTHETIC_TEST));
  }

  /** What makes the training samples hard, in their order. */
  public static List<Difficulty> trainDifficulties(DataSetSpec.Shapes spec) {
    return difficulties(spec.seed(), spec.trainSamples(), Purpose.SYNTHETIC_TRAIN);
  }

  /** What makes the test samples hard, in their order. */
  public static List<Difficulty> testDifficulties(DataSetSpec.Shapes spec) {
    return difficulties(spec.seed(), spec.testSamples(), Purpose.SYNTHETIC_TEST);
  }

  private static List<Difficulty> difficulties(long seed, int samples, Purpose purpose) {
    return IntStream.range(0, samples)
        .mapToObj(sample -> difficulty(stream(seed, sample, purpose), sample))
        .toList();
  }

  private static Split split(long seed, int samples, Purpose purpose) {
    byte[] pixels = new byte[samples * Split.IMAGE_VALUES];
    short[] labels = new short[samples];
    IntStream.range(0, samples)
        .parallel()
        .forEach(
            sample -> {
              RandomGenerator random = stream(seed, sample, purpose);
              Difficulty difficulty = difficulty(random, sample);
              labels[sample] = (short) difficulty.label();
              write(image(difficulty, random), pixels, sample * Split.IMAGE_VALUES);
            });
    return new Split(pixels, labels);
  }

  private static RandomGenerator stream(long seed, int sample, Purpose purpose) {
    return new RandomStream(seed, 0, 0, sample, purpose);
  }

  private static Difficulty difficulty(RandomGenerator random, int sample) {
    return Difficulty.draw(random, sample % FIGURES.size(), FIGURES.size());
  }

  /**
   * Draws one image; the same stream draws the same figure before the same ground, whatever is done
   * to it.
   *
   * @param random after the difficulty was drawn from it
   * @return row by row; values may leave 0 to 1
   */
  static Colour[] image(Difficulty difficulty, RandomGenerator random) {
    Colour[] image = figure(difficulty.drawnClass(), difficulty.colourShift(), random);
    if (difficulty.blend() > 0) {
      Colour[] other = figure(difficulty.blendedClass(), 0, random);
      for (int i = 0; i < image.length; i++) {
        image[i] = image[i].mix(other[i], difficulty.blend());
      }
    }
    if (difficulty.occlusion() > 0) {
      occlude(image, difficulty.occlusion(), random);
    }
    for (int i = 0; i < image.length; i++) {
      image[i] = image[i].plus(NOISE * random.nextGaussian());
    }
    return image;
  }

  /** A figure of random place, size, turn and tone before a shaded background. */
  private static Colour[] figure(int drawnClass, double colourShift, RandomGenerator random) {
    Figure figure = FIGURES.get(drawnClass);
    double usualHue = (drawnClass * 3 % 10) / 10.0;
    double hue = usualHue + colourShift + HUE_SPREAD * random.nextGaussian();
    Colour tone = Colour.ofHue(hue, random.nextDouble(.55, .95), random.nextDouble(.7, 1));
    double groundHue = random.nextDouble();
    Colour ground = Colour.ofHue(groundHue, random.nextDouble(.1, .5), random.nextDouble(.15, .45));
    Colour farGround =
        Colour.ofHue(groundHue + .1, random.nextDouble(.1, .5), random.nextDouble(.15, .45));
    double centreX = SIDE * random.nextDouble(.4, .6);
    double centreY = SIDE * random.nextDouble(.4, .6);
    double radius =
        SIDE * (figure.isTexture() ? random.nextDouble(.3, .5) : random.nextDouble(.25, .42));
    double turn = random.nextDouble(0, 2 * Math.PI);
    double cos = StrictMath.cos(turn) / radius;
    double sin = StrictMath.sin(turn) / radius;
    Colour[] image = new Colour[SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double share = coverage(figure, x - centreX, y - centreY, cos, sin);
        // Light falls from the upper left on the figure, along x on the ground.
        Colour shaded = tone.plus(.12 * (1 - (x + y) / (double) SIDE));
        image[y * SIDE + x] = ground.mix(farGround, x / (double) SIDE).mix(shaded, share);
      }
    }
    return image;
  }

  /** Share of a pixel's 4 x 4 points that lie in the figure. */
  private static double coverage(Figure figure, double left, double top, double cos, double sin) {
    int inside = 0;
    for (int row = 0; row < SUBPIXELS; row++) {
      double dy = top + (row + .5) / SUBPIXELS;
      for (int column = 0; column < SUBPIXELS; column++) {
        double dx = left + (column + .5) / SUBPIXELS;
        if (figure.contains(cos * dx + sin * dy, cos * dy - sin * dx)) {
          inside++;
        }
      }
    }
    return inside / (double) (SUBPIXELS * SUBPIXELS);
  }

  /** Covers a rectangle, anywhere in the image, with one colour. */
  private static void occlude(Colour[] image, double share, RandomGenerator random) {
    double aspect = random.nextDouble(.6, 1.6);
    double width = SIDE * Math.sqrt(share * aspect);
    double height = SIDE * Math.sqrt(share / aspect);
    double left = (SIDE - width) * random.nextDouble();
    double top = (SIDE - height) * random.nextDouble();
    Colour cover =
        Colour.ofHue(random.nextDouble(), random.nextDouble(0, .6), random.nextDouble(.2, .9));
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        if (x + .5 > left && x + .5 < left + width && y + .5 > top && y + .5 < top + height) {
          image[y * SIDE + x] = cover;
        }
      }
    }
  }

  private static void write(Colour[] image, byte[] pixels, int at) {
    int to = at;
    for (Colour colour : image) {
      for (int channel = 0; channel < Split.CHANNELS; channel++) {
        pixels[to++] = colour.toByte(channel);
      }
    }
  }
}
