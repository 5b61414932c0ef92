package org.prunescope.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.experiment.DataSetSpec;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.json.Json;
import org.prunescope.dataset.Difficulty;
import org.prunescope.dataset.Shapes;

/**
 * What the instrument is for, on images whose difficulty is known: pruning forgets hard images
 * first.
 */
@ExtendWith(RunningStack.Provider.class)
class ForgottenSamplesTest {
  private static final double Z_95 = 1.959963984540054;

  @Test
  void hardImagesAreMoreFrequentAmongPiesThanAmongAllImages(RunningStack running) {
    var request = RunningStack.request("shapes.json");
    ExperimentId id = running.completed("shapes.json");

    Set<Integer> pies =
        running
            .rows("select sample from results.v1_exemplars where pie and experiment = ?", id)
            .stream()
            .map(row -> (Integer) row.getFirst())
            .collect(Collectors.toSet());
    List<Difficulty> difficulties =
        Shapes.testDifficulties(
            (DataSetSpec.Shapes)
                Json.read(Json.write(request.required("dataSet")), DataSetSpec.class));
    assertThat(pies).hasSizeBetween(20, difficulties.size() / 2);

    List<Difficulty> pruned =
        IntStream.range(0, difficulties.size())
            .filter(pies::contains)
            .mapToObj(difficulties::get)
            .toList();
    double baseRate = share(difficulties, Difficulty::isHard);
    long hard = pruned.stream().filter(Difficulty::isHard).count();
    double low = wilson(hard, pruned.size(), -Z_95);
    double high = wilson(hard, pruned.size(), Z_95);
    System.out.printf(
        "hard among all %.3f, among %d PIEs %.3f (95 %% interval %.3f to %.3f);"
            + " occluded %.3f > %.3f, blended %.3f > %.3f, colour shifted %.3f > %.3f%n",
        baseRate,
        pruned.size(),
        (double) hard / pruned.size(),
        low,
        high,
        share(difficulties, d -> d.occlusion() > 0),
        share(pruned, d -> d.occlusion() > 0),
        share(difficulties, d -> d.blend() > 0),
        share(pruned, d -> d.blend() > 0),
        share(difficulties, d -> d.colourShift() > 0),
        share(pruned, d -> d.colourShift() > 0));
    assertThat(low).as("lower end of the share of hard images among PIEs").isGreaterThan(baseRate);
  }

  private static double share(List<Difficulty> samples, Predicate<Difficulty> kind) {
    return (double) samples.stream().filter(kind).count() / samples.size();
  }

  /** One end of Wilson's interval of a share (Wilson 1927). */
  private static double wilson(long successes, long n, double z) {
    double share = (double) successes / n;
    double centre = share + z * z / (2 * n);
    double spread = z * Math.sqrt(share * (1 - share) / n + z * z / (4.0 * n * n));
    return (centre + spread) / (1 + z * z / n);
  }
}
