package org.prunescope.dataset;

import java.util.random.RandomGenerator;

/**
 * What was done to a drawn sample to make it hard. Each is drawn independently of the others: an
 * occlusion for 10 % of all samples, a blend for 8 %, a shift of the colour for 10 %, a wrong label
 * for 2 %; so 27 % are hard in one way or another.
 *
 * @param drawnClass the class that was drawn, whatever the label says
 * @param label the class that the data set claims
 * @param occlusion share of the image that is covered, 0 or .15 to .4
 * @param blendedClass the class of the second image that is mixed in; {@code drawnClass} where none
 *     is
 * @param blend weight of the second image, 0 or .25 to .4
 * @param colourShift how far the hue lies from where the class has it, in turns, 0 or .2 to .5
 */
public record Difficulty(
    int drawnClass,
    int label,
    double occlusion,
    int blendedClass,
    double blend,
    double colourShift) {
  private static final double OCCLUDED = .1;
  private static final double BLENDED = .08;
  private static final double SHIFTED = .1;
  private static final double MISLABELLED = .02;

  /** Whether the label is not what was drawn. */
  public boolean wrongLabel() {
    return label != drawnClass;
  }

  /** Whether anything was done at all. */
  public boolean isHard() {
    return occlusion > 0 || blend > 0 || colourShift > 0 || wrongLabel();
  }

  /** Draws the difficulty of one sample. */
  static Difficulty draw(RandomGenerator random, int drawnClass, int classes) {
    int label = happens(random, MISLABELLED) ? otherClass(random, drawnClass, classes) : drawnClass;
    double occlusion = happens(random, OCCLUDED) ? random.nextDouble(.15, .4) : 0;
    boolean blended = happens(random, BLENDED);
    int blendedClass = blended ? otherClass(random, drawnClass, classes) : drawnClass;
    double blend = blended ? random.nextDouble(.25, .4) : 0;
    double colourShift = happens(random, SHIFTED) ? random.nextDouble(.2, .5) : 0;
    return new Difficulty(drawnClass, label, occlusion, blendedClass, blend, colourShift);
  }

  private static boolean happens(RandomGenerator random, double probability) {
    return random.nextDouble() < probability;
  }

  private static int otherClass(RandomGenerator random, int drawnClass, int classes) {
    return (drawnClass + 1 + random.nextInt(classes - 1)) % classes;
  }
}
