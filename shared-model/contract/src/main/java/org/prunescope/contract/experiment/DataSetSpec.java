package org.prunescope.contract.experiment;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.regex.Pattern;
import org.prunescope.contract.field.Fields;
import org.prunescope.contract.field.InvalidFieldException;

/** Which images an experiment trains and measures on. Paths never come from a person's request. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @JsonSubTypes.Type(value = DataSetSpec.Shapes.class, name = "shapes"),
  @JsonSubTypes.Type(value = DataSetSpec.Cifar10.class, name = "cifar-10"),
  @JsonSubTypes.Type(value = DataSetSpec.ImageFolder.class, name = "image-folder")
})
public sealed interface DataSetSpec {
  /**
   * Drawn shapes and textures of known difficulty: 10 classes, 32 x 32 x 3.
   *
   * @param seed of the drawing, at least 0
   * @param trainSamples 10 to 50,000
   * @param testSamples 10 to 10,000
   */
  record Shapes(long seed, int trainSamples, int testSamples) implements DataSetSpec {
    public Shapes {
      Fields.atLeast("seed", seed, 0);
      Fields.within("trainSamples", trainSamples, 10, 50_000);
      Fields.within("testSamples", testSamples, 10, 10_000);
    }
  }

  /**
   * CIFAR-10 in its published binary layout, from the folder {@code cifar-10-batches-bin}.
   *
   * @param trainSamples the first so many training images, at least 10; 0 means all
   * @param testSamples the first so many test images, at least 10; 0 means all
   */
  record Cifar10(int trainSamples, int testSamples) implements DataSetSpec {
    /** Every image. */
    public static final Cifar10 WHOLE = new Cifar10(0, 0);

    public Cifar10 {
      if (trainSamples != 0) {
        Fields.atLeast("trainSamples", trainSamples, 10);
      }
      if (testSamples != 0) {
        Fields.atLeast("testSamples", testSamples, 10);
      }
    }
  }

  /**
   * Images of 32 x 32 in {@code train/CLASS/*.{png,jpg}} and {@code test/CLASS/*.{png,jpg}}.
   *
   * @param folder name of the folder among the data sets: letters, digits, {@code _} and {@code -}
   */
  record ImageFolder(String folder) implements DataSetSpec {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public ImageFolder {
      Fields.required("folder", folder);
      if (!FORM.matcher(folder).matches()) {
        throw new InvalidFieldException(
            "folder", "is a name of letters, digits, _ and -, not a path");
      }
    }
  }
}
