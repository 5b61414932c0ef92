package org.prunescope.dataset;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * A person's own images: {@code train/CLASS/*.{png,jpg}} and {@code test/CLASS/*.{png,jpg}}, 32 x
 * 32 pixels each. Classes are taken in the order of their names' code units; images in turns, first
 * the first of each class, then the second of each, so that the first images of a split are of all
 * classes. Files whose name begins with a dot are not looked at; transparency is dropped.
 */
final class ImageFolder {
  private ImageFolder() {}

  static ImageDataSet read(Path folder) throws DataSetUnavailableException {
    Path train = folder.resolve("train");
    Path test = folder.resolve("test");
    List<String> classes = names(train, Files::isDirectory);
    List<String> testClasses = names(test, Files::isDirectory);
    if (classes.size() < 2 || classes.size() > Short.MAX_VALUE) {
      throw new DataSetUnavailableException(
          "%s holds %d class folders; at least 2 are needed".formatted(train, classes.size()));
    }
    if (!classes.equals(testClasses)) {
      throw new DataSetUnavailableException(
          "%s and %s differ in their class folders: %s and %s"
              .formatted(train, test, classes, testClasses));
    }
    return ImageDataSet.of(classes, split(train, classes), split(test, classes));
  }

  private static Split split(Path folder, List<String> classes) throws DataSetUnavailableException {
    List<List<Path>> filesOfClass = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      Path classFolder = folder.resolve(classes.get(label));
      List<String> names = names(classFolder, path -> true);
      if (names.isEmpty()) {
        throw new DataSetUnavailableException(classFolder + " holds no image");
      }
      filesOfClass.add(names.stream().map(classFolder::resolve).toList());
    }
    List<Path> files = new ArrayList<>();
    List<Integer> labelOfFile = new ArrayList<>();
    int most = filesOfClass.stream().mapToInt(List::size).max().orElse(0);
    for (int turn = 0; turn < most; turn++) {
      for (int label = 0; label < filesOfClass.size(); label++) {
        if (turn < filesOfClass.get(label).size()) {
          files.add(filesOfClass.get(label).get(turn));
          labelOfFile.add(label);
        }
      }
    }
    byte[] pixels = new byte[Math.multiplyExact(files.size(), Split.IMAGE_VALUES)];
    short[] labels = new short[files.size()];
    for (int sample = 0; sample < labels.length; sample++) {
      labels[sample] = labelOfFile.get(sample).shortValue();
      readImage(files.get(sample), pixels, sample * Split.IMAGE_VALUES);
    }
    return new Split(pixels, labels);
  }

  private static void readImage(Path file, byte[] pixels, int at)
      throws DataSetUnavailableException {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".png") && !name.endsWith(".jpg")) {
      throw new DataSetUnavailableException(file + " is not a .png or .jpg file");
    }
    BufferedImage image;
    try {
      image = ImageIO.read(file.toFile());
    } catch (IOException e) {
      throw new DataSetUnavailableException(file + " cannot be read as an image", e);
    }
    if (image == null) {
      throw new DataSetUnavailableException(file + " is not a PNG or JPEG image");
    }
    if (image.getWidth() != Split.SIDE || image.getHeight() != Split.SIDE) {
      throw new DataSetUnavailableException(
          "%s is %d x %d pixels instead of 32 x 32"
              .formatted(file, image.getWidth(), image.getHeight()));
    }
    if (image.getColorModel().getComponentSize(0) != 8) {
      throw new DataSetUnavailableException(file + " does not have 8 bits per channel");
    }
    copyPixels(image, pixels, at);
  }

  private static void copyPixels(BufferedImage image, byte[] pixels, int at) {
    // getRGB would brighten gray images: it takes their values for linear light.
    boolean gray = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    int to = at;
    for (int y = 0; y < Split.SIDE; y++) {
      for (int x = 0; x < Split.SIDE; x++) {
        int rgb = gray ? image.getRaster().getSample(x, y, 0) * 0x010101 : image.getRGB(x, y);
        pixels[to++] = (byte) (rgb >> 16);
        pixels[to++] = (byte) (rgb >> 8);
        pixels[to++] = (byte) rgb;
      }
    }
  }

  private static List<String> names(Path folder, Predicate<Path> wanted)
      throws DataSetUnavailableException {
    if (!Files.isDirectory(folder)) {
      throw new DataSetUnavailableException(
          "image-folder needs the folder %s, which is missing".formatted(folder));
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(wanted)
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DataSetUnavailableException("the folder " + folder + " cannot be read", e);
    }
  }
}
