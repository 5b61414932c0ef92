package org.prunescope.gateway.algorithm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;
import org.prunescope.gateway.algorithm.Retention.Attempt;
import org.prunescope.gateway.algorithm.Retention.Branch;
import org.prunescope.gateway.algorithm.Retention.Known;
import org.prunescope.gateway.algorithm.Retention.Place;
import org.prunescope.gateway.algorithm.Retention.Stored;

class RetentionTest {
  private static final RunId RUN = RunId.parse("some/cross-entropy_dense/0");
  private static final Stored START = stored(1, Position.trained(0, 0));
  private static final Stored FORK = stored(1, Position.trained(0, 5));
  private static final Stored OTHER_FORK = stored(1, Position.trained(0, 5), "other bytes");
  private static final Stored PRUNED = stored(1, Position.pruned(0, 5));
  private static final Stored END = stored(1, Position.trained(0, 10));
  private static final Stored OTHER_END = stored(2, Position.trained(0, 10));
  private static final List<Stored> ALL = List.of(START, FORK, OTHER_FORK, PRUNED, END, OTHER_END);

  @Test
  void ofARunThatHasRecordedNothingEverythingIsKept() {
    assertThat(Retention.notNeeded(ALL, known(null))).isEmpty();
  }

  @Test
  void theNewestRecordedOneIsKeptAndAllAfterIt() {
    assertThat(Retention.notNeeded(ALL, known(PRUNED))).containsExactly(START, FORK, OTHER_FORK);
  }

  @Test
  void atTheEndOnlyTheRecordedFinalIsKept() {
    assertThat(Retention.notNeeded(ALL, known(OTHER_END)))
        .containsExactly(START, FORK, OTHER_FORK, PRUNED, END);
  }

  @Test
  void aForkIsKeptUntilItsBranchHasACheckpointOfItsOwn() {
    assertThat(kept(known(END, branch(null, false))))
        .containsExactly(FORK, OTHER_FORK, END, OTHER_END);
    assertThat(kept(known(END, branch(FORK, false)))).containsExactly(FORK, END, OTHER_END);
    assertThat(kept(known(END, branch(FORK, true)))).containsExactly(END, OTHER_END);
  }

  @Test
  void aForkIsKeptForTheLastOfItsBranches() {
    assertThat(kept(known(END, branch(FORK, true), branch(FORK, false))))
        .containsExactly(FORK, END, OTHER_END);
  }

  /** It may have begun anew, since its newest checkpoint could not be read. */
  @Test
  void whatAnAttemptHasMadeThatIsNotHeardOfYetIsKept() {
    Stored anew = stored(2, START.position());

    assertThat(Retention.notNeeded(List.of(anew), known(END))).isEmpty();
    assertThat(
            Retention.notNeeded(
                List.of(anew), new Known(2, false, place(END), Set.of(), Set.of(), List.of())))
        .containsExactly(anew);
  }

  @Test
  void whatIsToBeMeasuredIsKeptUntilTheMeasurementOfItsAttemptIsStored() {
    assertThat(kept(known(END, Set.of()))).containsExactly(START, FORK, OTHER_FORK, END, OTHER_END);
    assertThat(kept(known(END, Set.of(at(1, 0), at(1, 5), at(2, 10))))).containsExactly(END);
    assertThat(kept(known(END, Set.of(at(1, 0), at(1, 5), at(1, 10)))))
        .containsExactly(END, OTHER_END);
  }

  /** A trainer's answer that comes after its run was cancelled is never recorded. */
  @Test
  void whatAnEndedAttemptLeavesBehindItsLastRecordIsNotNeeded() {
    Known cancelled = new Known(1, true, place(FORK), Set.of(), Set.of(), List.of());
    Known resumed = new Known(2, false, place(FORK), Set.of(), Set.of(), List.of());

    assertThat(kept(cancelled)).containsExactly(FORK, OTHER_END);
    assertThat(kept(resumed)).containsExactly(FORK, OTHER_END);
    assertThat(kept(new Known(1, true, null, Set.of(), Set.of(), List.of())))
        .containsExactly(OTHER_END);
  }

  private static List<Stored> kept(Known known) {
    List<Stored> gone = Retention.notNeeded(ALL, known);
    return ALL.stream().filter(checkpoint -> !gone.contains(checkpoint)).toList();
  }

  private static Known known(@Nullable Stored last, Branch... branches) {
    return new Known(1, false, place(last), Set.of(), Set.of(), List.of(branches));
  }

  /** The plan marks all trained positions. */
  private static Known known(Stored last, Set<Attempt> measured) {
    return new Known(
        2,
        false,
        place(last),
        Set.of(START.position(), FORK.position(), END.position()),
        measured,
        List.of());
  }

  private static Branch branch(@Nullable Stored from, boolean hasBegun) {
    return new Branch(FORK.position(), from == null ? null : from.artifact().key(), hasBegun);
  }

  private static @Nullable Place place(@Nullable Stored checkpoint) {
    return checkpoint == null
        ? null
        : new Place(checkpoint.position(), checkpoint.artifact().key());
  }

  private static Attempt at(int attempt, int step) {
    return new Attempt(attempt, Position.trained(0, step));
  }

  private static Stored stored(int attempt, Position position, String... content) {
    byte[] bytes = Stream.of(content).findFirst().orElse("").getBytes(UTF_8);
    return new Stored(ArtifactRef.checkpoint(RUN, attempt, position, bytes), attempt, position);
  }
}
