package org.prunescope.dataset;

import java.nio.file.Path;
import org.prunescope.contract.experiment.DataSetSpec;

/** Opens data sets. Every call reads or draws the images anew: keep what is opened. */
public final class DataSets {
  private DataSets() {}

  /**
   * Opens the data set.
   *
   * @param root folder that holds the data sets' folders; {@code shapes} needs none
   * @throws DataSetUnavailableException where it is missing, damaged or not of the form asked for
   */
  public static ImageDataSet open(DataSetSpec spec, Path root) throws DataSetUnavailableException {
    return switch (spec) {
      case DataSetSpec.Shapes shapes -> Shapes.draw(shapes);
      case DataSetSpec.Cifar10 cifar -> Cifar10.read(root.resolve(Cifar10.FOLDER), cifar);
      case DataSetSpec.ImageFolder images -> ImageFolder.read(root.resolve(images.folder()));
    };
  }
}
