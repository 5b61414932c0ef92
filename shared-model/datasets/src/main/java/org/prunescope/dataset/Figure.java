package org.prunescope.dataset;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The ten things that are drawn: seven shapes of about unit radius, three textures that fill the
 * image. None of them changes its class when it is flipped or turned.
 */
enum Figure {
  DISC {
    @Override
    boolean contains(double x, double y) {
      return x * x + y * y < .8 * .8;
    }
  },
  RING {
    @Override
    boolean contains(double x, double y) {
      double squared = x * x + y * y;
      return squared < 1 && squared > .6 * .6;
    }
  },
  SQUARE {
    @Override
    boolean contains(double x, double y) {
      return Math.max(Math.abs(x), Math.abs(y)) < .75;
    }
  },
  TRIANGLE {
    @Override
    boolean contains(double x, double y) {
      double slant = Math.sqrt(3) / 2 * Math.abs(x);
      return -y < .5 && slant + y / 2 < .5;
    }
  },
  STAR {
    // A pentagram is where at most one of its five lines has the point outside.
    @Override
    boolean contains(double x, double y) {
      int outside = 0;
      for (int line = 0; line < 5; line++) {
        if (NORMALS[line][0] * x + NORMALS[line][1] * y > STAR_INRADIUS) {
          outside++;
        }
      }
      return outside <= 1;
    }
  },
  CROSS {
    @Override
    boolean contains(double x, double y) {
      double longer = Math.max(Math.abs(x), Math.abs(y));
      double shorter = Math.min(Math.abs(x), Math.abs(y));
      return longer < .95 && shorter < .28;
    }
  },
  CRESCENT {
    @Override
    boolean contains(double x, double y) {
      double shifted = x - .5;
      return x * x + y * y < .95 * .95 && shifted * shifted + y * y > .75 * .75;
    }
  },
  STRIPES {
    @Override
    boolean contains(double x, double y) {
      return isEven(x / PERIOD);
    }
  },
  CHECKS {
    @Override
    boolean contains(double x, double y) {
      return isEven(x / PERIOD) == isEven(y / PERIOD);
    }
  },
  DOTS {
    @Override
    boolean contains(double x, double y) {
      double column = x / PERIOD - Math.rint(x / PERIOD);
      double row = y / PERIOD - Math.rint(y / PERIOD);
      return column * column + row * row < .3 * .3;
    }
  };

  /** Names of the classes, in the order of their labels. */
  static final List<String> CLASSES =
      Stream.of(values()).map(figure -> figure.name().toLowerCase(Locale.ROOT)).toList();

  private static final double PERIOD = .5;
  private static final double STAR_INRADIUS = StrictMath.cos(2 * Math.PI / 5);
  private static final double[][] NORMALS = new double[5][];

  static {
    for (int line = 0; line < 5; line++) {
      double angle = 2 * Math.PI * line / 5;
      NORMALS[line] = new double[] {StrictMath.sin(angle), StrictMath.cos(angle)};
    }
  }

  /**
   * Whether the point belongs to the figure.
   *
   * @param x to the right of the figure's centre, in radii
   * @param y below it
   */
  abstract boolean contains(double x, double y);

  boolean isTexture() {
    return this == STRIPES || this == CHECKS || this == DOTS;
  }

  private static boolean isEven(double value) {
    return Math.floorMod((long) Math.floor(value), 2) == 0;
  }
}
