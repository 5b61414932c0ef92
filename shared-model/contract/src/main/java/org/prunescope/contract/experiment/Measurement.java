package org.prunescope.contract.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.field.Fields;

/**
 * What is measured beyond predictions and Q-Scores, and where along training.
 *
 * @param predictionDepth whether the depth of each test sample is measured, at a run's end
 * @param supportSamples training images that vote in prediction depth and k-NN accuracy: the first
 *     so many, at least 30; 0 means all
 * @param depthSeeds the runs whose prediction depth is measured, by seed; empty means all
 * @param knnAccuracy whether the accuracy of a k-NN classifier on the latents is measured, at a
 *     run's end
 * @param geometry whether RankMe, alignment, uniformity and the first two principal components of
 *     the latents are measured, at a run's end
 * @param supportAugmentation what is done once to each training image that votes
 * @param measureEvery updates from measurement to measurement within each phase that has a
 *     classifier; 0 means at the end of the run alone
 * @param measurePruned whether runs are measured just before and after each of their masks too, and
 *     the dense run at the same updates
 */
public record Measurement(
    boolean predictionDepth,
    int supportSamples,
    List<Long> depthSeeds,
    boolean knnAccuracy,
    boolean geometry,
    Augmentation supportAugmentation,
    int measureEvery,
    boolean measurePruned) {
  public Measurement {
    if (supportSamples != 0) {
      Fields.atLeast("supportSamples", supportSamples, 30);
    }
    Fields.required("depthSeeds", depthSeeds);
    depthSeeds = List.copyOf(depthSeeds);
    Fields.required("supportAugmentation", supportAugmentation);
    Fields.atLeast("measureEvery", measureEvery, 0);
  }

  /** All else as it is where a request does not say. */
  public Measurement(boolean predictionDepth, int supportSamples, List<Long> depthSeeds) {
    this(predictionDepth, supportSamples, depthSeeds, true, true, Augmentation.NONE, 0, false);
  }

  /** Plans that were made before a field was there do not hold it. */
  @JsonCreator
  static Measurement read(
      @JsonProperty("predictionDepth") boolean predictionDepth,
      @JsonProperty("supportSamples") int supportSamples,
      @JsonProperty("depthSeeds") List<Long> depthSeeds,
      @JsonProperty("knnAccuracy") @Nullable Boolean knnAccuracy,
      @JsonProperty("geometry") @Nullable Boolean geometry,
      @JsonProperty("supportAugmentation") @Nullable Augmentation supportAugmentation,
      @JsonProperty("measureEvery") @Nullable Integer measureEvery,
      @JsonProperty("measurePruned") @Nullable Boolean measurePruned) {
    Measurement others = new Measurement(predictionDepth, supportSamples, depthSeeds);
    return new Measurement(
        predictionDepth,
        supportSamples,
        depthSeeds,
        Objects.requireNonNullElse(knnAccuracy, others.knnAccuracy),
        Objects.requireNonNullElse(geometry, others.geometry),
        Objects.requireNonNullElse(supportAugmentation, others.supportAugmentation),
        Objects.requireNonNullElse(measureEvery, others.measureEvery),
        Objects.requireNonNullElse(measurePruned, others.measurePruned));
  }

  /** Whether the prediction depth of a run of this seed is measured. */
  public boolean measuresDepthOf(long seed) {
    return predictionDepth && (depthSeeds.isEmpty() || depthSeeds.contains(seed));
  }
}
