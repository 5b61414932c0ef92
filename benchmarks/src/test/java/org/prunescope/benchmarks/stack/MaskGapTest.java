package org.prunescope.benchmarks.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MaskGapTest {
  /** Began at 0 s, made updates from 0.1 to 0.6 s, was stored at 0.63 s. */
  private static final String FIRST =
      trained("e/v/0", "0-9-trained", "2026-01-02T03:04:00Z", 80, 20, 500, 480, 10, 20);

  /** Began 0.08 s after that. */
  private static final String SECOND =
      trained("e/v/0", "0-19-trained", "2026-01-02T03:04:00.710Z", 7, 3, 500, 490, 10, 20);

  private static final String MASK =
      "03:04:00.700 INFO  PruneCheckpoint pruned run=e/v/0 attempt=1 position=0-9-pruned"
          + " sparsity=0.5 durationMillis=30.0 layers={conv1.weight=0.5}";

  @Test
  void reachesFromTheLastUpdateBeforeAMaskToTheFirstOneAfterIt() {
    List<MaskGap> gaps = MaskGap.of(List.of(FIRST, "another line", SECOND), List.of(MASK));

    assertThat(gaps).hasSize(1);
    MaskGap gap = gaps.getFirst();
    assertThat(gap.total()).isCloseTo(120, within(1e-6));
    assertThat(gap.mask()).isEqualTo(30);
    assertThat(gap.road()).isCloseTo(50, within(1e-6));
    assertThat(gap.load()).isEqualTo(7);
  }

  @Test
  void countsNoSegmentsWithoutAMaskBetweenAndNoneOfAnotherRun() {
    String other = trained("e/v/1", "0-19-trained", "2026-01-02T03:04:00.710Z", 7, 3, 5, 4, 1, 2);

    assertThat(MaskGap.of(List.of(FIRST, SECOND), List.of())).isEmpty();
    assertThat(MaskGap.of(List.of(FIRST, other), List.of(MASK))).isEmpty();
  }

  @Test
  void aTrainersTimeIsThatOfAllItsTurns() {
    // from 0 to 1.25 s with two turns
    TrainerTime time = TrainerTime.of(TrainedSegment.of(List.of(FIRST, SECOND)), 2);

    assertThat(time.wallSeconds()).isCloseTo(2.5, within(1e-9));
    assertThat(time.outside()).isCloseTo(1 - 0.97 / 2.5, within(1e-9));
    assertThat(time.idle()).isCloseTo(1 - 1.0 / 2.5, within(1e-9));
  }

  private static String trained(
      String run,
      String step,
      String begun,
      int load,
      int batch,
      int updates,
      int inUpdates,
      int encode,
      int store) {
    return ("03:04:05.000 INFO  AnswerSegment segment trained experiment=e run=%s attempt=1 position=%s"
            + " images=640 durationMillis=1 sha256=0 loss=1.0 begun=%s loadMillis=%d.0"
            + " firstBatchMillis=%d.0 turnMillis=0.0 updatesMillis=%d.0 stepMillis=%d.0 encodeMillis=%d.0"
            + " storeMillis=%d.0")
        .formatted(run, step, begun, load, batch, updates, inUpdates, encode, store);
  }
}
