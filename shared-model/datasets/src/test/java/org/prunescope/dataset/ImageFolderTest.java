package org.prunescope.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.experiment.DataSetSpec;

class ImageFolderTest {
  private static final DataSetSpec BIRDS = new DataSetSpec.ImageFolder("birds");

  @TempDir Path root;

  @BeforeEach
  void writeTwoClasses() throws IOException {
    write("train/wren/b.png", 0x010203, 32);
    write("train/wren/a.png", 0x040506, 32);
    write("train/owl/c.jpg", 0x808080, 32);
    write("test/owl/d.png", 0xFFFFFF, 32);
    write("test/wren/e.png", 0x000000, 32);
  }

  @Test
  void sortsClassesAndFilesByName() throws DataSetUnavailableException {
    ImageDataSet birds = DataSets.open(BIRDS, root);

    assertThat(birds.classes()).containsExactly("owl", "wren");
    assertThat(birds.train().labels()).containsExactly(0, 1, 1);
    assertThat(birds.test().labels()).containsExactly(0, 1);
    int second = Split.IMAGE_VALUES;
    assertThat(Arrays.copyOfRange(birds.train().pixels(), second, second + 3))
        .containsExactly(4, 5, 6);
    assertThat(Arrays.copyOf(birds.train().pixels(), 3)).containsExactly(0x80, 0x80, 0x80);
  }

  @Test
  void theFirstImagesAreOfAllClasses() throws Exception {
    write("train/owl/d.png", 0, 32);
    write("train/wren/0.png", 0, 32);

    assertThat(DataSets.open(BIRDS, root).train().labels()).containsExactly(0, 1, 0, 1, 1);
  }

  @Test
  void keepsTheValuesOfGrayImages() throws Exception {
    BufferedImage gray = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
    gray.getRaster().setSample(0, 0, 0, 100);
    ImageIO.write(gray, "png", root.resolve("birds/train/wren/a.png").toFile());

    byte[] pixels = DataSets.open(BIRDS, root).train().pixels();

    int second = Split.IMAGE_VALUES;
    assertThat(Arrays.copyOfRange(pixels, second, second + 3)).containsExactly(100, 100, 100);
  }

  @Test
  void namesTheImageOfAnotherSize() throws IOException {
    write("test/owl/d.png", 0, 33);

    assertRefused("owl/d.png is 33 x 33 pixels instead of 32 x 32");
  }

  @Test
  void namesTheFileThatIsNoImage() throws IOException {
    Files.writeString(root.resolve("birds/train/owl/c.jpg"), "not an image");

    assertRefused("owl/c.jpg is not a PNG or JPEG image");
  }

  @Test
  void namesTheFileOfAnotherKind() throws IOException {
    Files.writeString(root.resolve("birds/train/owl/notes.txt"), "many owls");

    assertRefused("owl/notes.txt is not a .png or .jpg file");
  }

  @Test
  void refusesClassesThatDifferBetweenTrainAndTest() throws IOException {
    Files.createDirectory(root.resolve("birds/test/heron"));

    assertRefused("differ in their class folders: [owl, wren] and [heron, owl, wren]");
  }

  @Test
  void refusesAClassWithoutImages() throws IOException {
    Files.delete(root.resolve("birds/test/owl/d.png"));

    assertRefused("owl holds no image");
  }

  @Test
  void saysWhichFolderIsMissing() {
    assertThatThrownBy(() -> DataSets.open(new DataSetSpec.ImageFolder("fish"), root))
        .isInstanceOf(DataSetUnavailableException.class)
        .hasMessageContaining(root.resolve("fish/train").toString());
  }

  private void assertRefused(String sentence) {
    assertThatThrownBy(() -> DataSets.open(BIRDS, root))
        .isInstanceOf(DataSetUnavailableException.class)
        .hasMessageContaining(sentence);
  }

  private void write(String name, int rgb, int side) throws IOException {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    Path file = root.resolve("birds").resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, name.substring(name.length() - 3), file.toFile());
  }
}
