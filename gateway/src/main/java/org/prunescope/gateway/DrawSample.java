package org.prunescope.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.prunescope.contract.plan.Plan;
import org.prunescope.dataset.Split;
import org.prunescope.gateway.algorithm.Magnification;
import org.prunescope.gateway.storage.DataSetFolder;
import org.prunescope.gateway.storage.DataSetMissingException;

/** Shows a test image of an experiment's data set. */
@ApplicationScoped
public class DrawSample {
  private final DataSetFolder dataSets;

  DrawSample(DataSetFolder dataSets) {
    this.dataSets = dataSets;
  }

  /**
   * The image as PNG.
   *
   * @param sample index in the plan's test set
   * @param scale side of each pixel's square, 1 to {@value Magnification#MAX_SCALE}
   * @throws DataSetMissingException where the data set is not here, or another is
   */
  public byte[] png(Plan plan, int sample, int scale) throws IOException, DataSetMissingException {
    Split images = dataSets.testImages(plan.request().dataSet(), plan.dataSet());
    int side = Split.SIDE * scale;
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, side, side, Magnification.of(images, sample, scale), 0, side);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", out);
    }
    return bytes.toByteArray();
  }
}
