package org.prunescope.dataset.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.prunescope.contract.experiment.ChannelStatistics;
import org.prunescope.dataset.Normalisation;
import org.prunescope.dataset.Split;
import org.prunescope.dataset.augmentation.Cases.Case;

/** Every operation against torchvision on floats, and against 8-bit PIL images. */
class OperationsTest {
  private static final float FLOAT_TOLERANCE = 2e-6f;
  private static final Normalisation NONE =
      new Normalisation(new ChannelStatistics(List.of(0., 0., 0.), List.of(1., 1., 1.)));

  static Stream<Case> floatCases() {
    return Cases.all().filter(Case::hasFloats);
  }

  static Stream<Case> byteCases() {
    return Cases.all().filter(Case::hasBytes);
  }

  @Test
  void theWholeImageAsItIsStaysAsItIs() {
    float[] image = FloatImage.of(floatCases().findFirst().orElseThrow().split(), 0);

    float[] view =
        new ContrastiveView(ResizedCrop.WHOLE, false, ColourJitter.UNCHANGED, false).apply(image);

    assertThat(view).isEqualTo(image);
  }

  @Test
  void windowsThatLeaveTheImageAreRefused() {
    assertThatThrownBy(() -> new ResizedCrop(13, 0, 20, 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no window of the image: top 13, left 0, height 20, width 20");
  }

  @ParameterizedTest
  @MethodSource("floatCases")
  void givesWhatTorchvisionGivesOnFloats(Case given) {
    float[] actual = run(given);

    assertThat(actual).containsExactly(given.floats(), within(FLOAT_TOLERANCE));
  }

  @ParameterizedTest
  @MethodSource("byteCases")
  void staysWithinSomeGrayLevelsOfPilOnBytes(Case given) {
    float[] actual = run(given);

    byte[] expected = given.bytes();
    double[] differences = new double[actual.length];
    for (int i = 0; i < actual.length; i++) {
      differences[i] = Math.abs(actual[i] * 255 - Byte.toUnsignedInt(expected[i]));
    }
    GrayLevels allowed = GrayLevels.of(given.operation());
    assertThat(Arrays.stream(differences).max().orElseThrow()).isLessThanOrEqualTo(allowed.most);
    assertThat(Arrays.stream(differences).average().orElseThrow())
        .isLessThanOrEqualTo(allowed.onAverage);
  }

  /**
   * What rounding to 8 bits accounts for. PIL cuts its results to whole levels, so half a level is
   * lost on average; it also cuts hues to 1/255 of a turn, and where colours are pure that is 6
   * levels.
   */
  private record GrayLevels(double most, double onAverage) {
    static GrayLevels of(String operation) {
      return switch (operation) {
        case "flip", "crop-flip" -> new GrayLevels(0, 0);
        case "grayscale" -> new GrayLevels(.6, .3);
        case "resized-crop" -> new GrayLevels(1, .35);
        case "brightness", "contrast", "saturation" -> new GrayLevels(1.5, .6);
        case "hue" -> new GrayLevels(10, 1);
        case "view" -> new GrayLevels(16, 2);
        default -> throw new IllegalArgumentException(operation);
      };
    }
  }

  private static float[] run(Case given) {
    Split split = given.split();
    JsonNode parameters = given.parameters();
    float[] image = FloatImage.of(split, 0);
    return switch (given.operation()) {
      case "resized-crop" -> crop(parameters).apply(image);
      case "flip" -> {
        FloatImage.flipHorizontally(image);
        yield image;
      }
      case "grayscale" -> {
        FloatImage.removeColour(image);
        yield image;
      }
      case "view" ->
          new ContrastiveView(
                  crop(parameters.get("crop")),
                  parameters.get("flip").asBoolean(),
                  jitter(parameters.get("jitter")),
                  parameters.get("grayscale").asBoolean())
              .apply(image);
      case "crop-flip" -> cropFlip(split, parameters);
      case "normalise" ->
          new Normalisation(
                  new ChannelStatistics(
                      numbers(parameters.get("mean")), numbers(parameters.get("std"))))
              .images(split, 0, 1);
      default -> {
        adjustment(given.operation()).apply(image, parameters.get("amount").asDouble());
        yield image;
      }
    };
  }

  private static ResizedCrop crop(JsonNode parameters) {
    return new ResizedCrop(
        parameters.get("top").asInt(),
        parameters.get("left").asInt(),
        parameters.get("height").asInt(),
        parameters.get("width").asInt());
  }

  private static ColourJitter jitter(JsonNode changes) {
    return new ColourJitter(
        StreamSupport.stream(changes.spliterator(), false)
            .map(
                change ->
                    new ColourJitter.Change(
                        adjustment(change.get("adjustment").asText()),
                        change.get("amount").asDouble()))
            .toList());
  }

  private static Adjustment adjustment(String name) {
    return Adjustment.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static float[] cropFlip(Split split, JsonNode parameters) {
    float[] view = new float[Split.IMAGE_VALUES];
    new CropFlipView(
            parameters.get("top").asInt(),
            parameters.get("left").asInt(),
            parameters.get("vertical").asBoolean(),
            parameters.get("horizontal").asBoolean())
        .write(split, 0, NONE, view, 0);
    return view;
  }

  private static List<Double> numbers(JsonNode array) {
    return array.valueStream().map(JsonNode::asDouble).toList();
  }
}
