package org.prunescope.dataset.augmentation;

import java.util.Arrays;
import java.util.List;
import org.prunescope.contract.random.RandomStream;

/**
 * Changes of colour, one after the other.
 *
 * @param changes in the order in which they are made
 */
record ColourJitter(List<Change> changes) {
  private static final double WEAKEST = .6;
  private static final double STRONGEST = 1.4;
  private static final double GREATEST_TURN = .1;

  /** No change. */
  static final ColourJitter UNCHANGED = new ColourJitter(List.of());

  /**
   * One change.
   *
   * @param amount what it means says the adjustment
   */
  record Change(Adjustment adjustment, double amount) {}

  ColourJitter {
    changes = List.copyOf(changes);
  }

  /**
   * Draws, in this order, a permutation of the four adjustments; the factors of brightness,
   * contrast and saturation, uniform in .6 to 1.4; the turn of the hue, uniform in -.1 to .1.
   */
  static ColourJitter draw(RandomStream random) {
    int[] order = random.permutation(4);
    List<Change> changes =
        List.of(
            new Change(Adjustment.BRIGHTNESS, random.nextDouble(WEAKEST, STRONGEST)),
            new Change(Adjustment.CONTRAST, random.nextDouble(WEAKEST, STRONGEST)),
            new Change(Adjustment.SATURATION, random.nextDouble(WEAKEST, STRONGEST)),
            new Change(Adjustment.HUE, random.nextDouble(-GREATEST_TURN, GREATEST_TURN)));
    return new ColourJitter(Arrays.stream(order).mapToObj(changes::get).toList());
  }

  /** Changes the image, (32, 32, 3), in place. */
  void apply(float[] image) {
    changes.forEach(change -> change.adjustment.apply(image, change.amount));
  }
}
