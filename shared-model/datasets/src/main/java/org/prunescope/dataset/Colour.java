package org.prunescope.dataset;

/**
 * A colour.
 *
 * @param red 0 to 1, as green and blue
 */
record Colour(double red, double green, double blue) {
  /**
   * The colour of this hue, saturation and value, by the usual hexcone.
   *
   * @param hue in turns; whole turns do not matter
   * @param saturation 0 to 1
   * @param value 0 to 1
   */
  static Colour ofHue(double hue, double saturation, double value) {
    double sector = (hue - Math.floor(hue)) * 6;
    return new Colour(
        channel(sector, 5, saturation, value),
        channel(sector, 3, saturation, value),
        channel(sector, 1, saturation, value));
  }

  private static double channel(double sector, int offset, double saturation, double value) {
    double k = (offset + sector) % 6;
    return value - value * saturation * Math.max(0, Math.min(1, Math.min(k, 4 - k)));
  }

  /**
   * A mixture.
   *
   * @param share of {@code other}, 0 to 1
   */
  Colour mix(Colour other, double share) {
    return new Colour(
        red + (other.red - red) * share,
        green + (other.green - green) * share,
        blue + (other.blue - blue) * share);
  }

  /** Brighter or darker in all channels alike; values may leave 0 to 1. */
  Colour plus(double brightness) {
    return new Colour(red + brightness, green + brightness, blue + brightness);
  }

  /** The value of a channel, 0 red, 1 green, 2 blue, as an unsigned byte. */
  byte toByte(int channel) {
    double value = channel == 0 ? red : channel == 1 ? green : blue;
    return (byte) (int) (Math.max(0, Math.min(1, value)) * 255 + .5);
  }
}
