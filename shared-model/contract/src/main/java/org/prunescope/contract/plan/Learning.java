package org.prunescope.contract.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.prunescope.contract.network.Head;

/**
 * What one phase learns by, and which parameters: a record and a line here. How its loss is
 * computed stands in the network module.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Learning.CrossEntropy.class, name = "cross-entropy"),
  @JsonSubTypes.Type(value = Learning.LinearProbe.class, name = "linear-probe"),
  @JsonSubTypes.Type(value = Learning.Contrastive.class, name = "contrastive")
})
public interface Learning {
  /** The name that results and speeds carry. */
  String text();

  /** What stands on the encoder. */
  Head head(int classes);

  /** How many views of each image an update sees. */
  int views();

  /** What a phase of a dense run trains first, and so what is pruned in it. */
  Part newPart();

  /** Whether the encoder learns too; otherwise it is frozen. */
  default boolean trainsEncoder() {
    return true;
  }

  /** Whether the network has a classifier meanwhile, and so makes predictions. */
  default boolean hasClassifier() {
    return head(2) instanceof Head.Classifier;
  }

  /** Encoder and classifier learn by cross-entropy; batch normalisation in training mode. */
  record CrossEntropy() implements Learning {
    @Override
    public String text() {
      return "cross-entropy";
    }

    @Override
    public Head head(int classes) {
      return new Head.Classifier(classes);
    }

    @Override
    public int views() {
      return 1;
    }

    @Override
    public Part newPart() {
      return Part.NETWORK;
    }
  }

  /**
   * The classifier alone learns by cross-entropy; the encoder is frozen, with batch normalisation
   * in evaluation mode.
   */
  record LinearProbe() implements Learning {
    @Override
    public String text() {
      return "linear-probe";
    }

    @Override
    public Head head(int classes) {
      return new Head.Classifier(classes);
    }

    @Override
    public int views() {
      return 1;
    }

    @Override
    public Part newPart() {
      return Part.CLASSIFIER;
    }

    @Override
    public boolean trainsEncoder() {
      return false;
    }
  }

  /**
   * Encoder and projection learn by the contrastive loss of two views of each image, which go
   * through the network as one batch; batch normalisation in training mode.
   *
   * @param supervised whether all views of one class belong together, or of one image only
   */
  record Contrastive(
      boolean supervised, double temperature, double baseTemperature, int projectionWidth)
      implements Learning {
    @Override
    public String text() {
      return "contrastive";
    }

    @Override
    public Head head(int classes) {
      return new Head.Projection(projectionWidth);
    }

    @Override
    public int views() {
      return 2;
    }

    @Override
    public Part newPart() {
      return Part.ENCODER;
    }
  }
}
