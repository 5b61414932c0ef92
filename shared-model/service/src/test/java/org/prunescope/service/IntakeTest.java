package org.prunescope.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.json.UnreadableDocumentException;

/** Whatever a record is, its partition moves on; and no outage makes a record a dead letter. */
class IntakeTest {
  private static final Patience PATIENCE = new Patience(Duration.ofMillis(1), Duration.ofMillis(1));

  private final Intake intake = new Intake(PATIENCE, StopSignal.NEVER);
  private final AtomicInteger uses = new AtomicInteger();
  private final List<Exception> refused = new ArrayList<>();

  @Test
  void waitsForAnOutageOfAnyLength() throws Exception {
    intake.take("record", () -> failing(50, new IOException("an outage")), refused::add);

    assertThat(uses).hasValue(51);
    assertThat(refused).isEmpty();
  }

  @Test
  void refusesAtOnceWhatCannotBeRead() throws Exception {
    Exception unreadable = new UnreadableDocumentException(String.class, new IOException("?"));

    intake.take("record", () -> failing(50, unreadable), refused::add);

    assertThat(uses).hasValue(1);
    assertThat(refused).containsExactly(unreadable);
  }

  @Test
  void refusesWhatIsOfNoUse() throws Exception {
    Exception useless = new RefusedRecordException("no such run");

    intake.take("record", () -> failing(50, useless), refused::add);

    assertThat(refused).containsExactly(useless);
  }

  @Test
  void refusesAfterFiveTriesWhatFailsByItself() throws Exception {
    Exception bug = new IllegalStateException("a bug");

    intake.take("record", () -> failing(50, bug), refused::add);

    assertThat(uses).hasValue(5);
    assertThat(refused).containsExactly(bug);
  }

  @Test
  void anOutageBetweenTwoErrorsIsNoError() throws Exception {
    intake.take(
        "record",
        () -> {
          int use = uses.incrementAndGet();
          if (use < 20) {
            throw use % 4 == 0 ? new IOException("an outage") : new IllegalStateException("a race");
          }
        },
        refused::add);

    assertThat(uses).hasValue(20);
    assertThat(refused).isEmpty();
  }

  @Test
  void aDeadLetterThatCannotBeSentIsSentLater() throws Exception {
    AtomicInteger sends = new AtomicInteger();

    intake.take(
        "record",
        () -> failing(50, new RefusedRecordException("no such run")),
        reason -> {
          if (sends.incrementAndGet() < 4) {
            throw new IllegalStateException("no broker");
          }
        });

    assertThat(sends).hasValue(4);
    assertThat(uses).hasValue(1);
  }

  @Test
  void anErrorWhileTheServiceStopsSaysNothingOfTheRecord() {
    boolean[] stopping = {false};
    Intake ending = new Intake(PATIENCE, () -> stopping[0]);

    assertThatThrownBy(
            () ->
                ending.take(
                    "record",
                    () -> {
                      stopping[0] = true;
                      throw new RefusedAtTheEnd();
                    },
                    refused::add))
        .isInstanceOf(StoppedException.class);
    assertThat(refused).isEmpty();
  }

  private void failing(int times, Exception failure) throws Exception {
    if (uses.incrementAndGet() <= times) {
      throw failure;
    }
  }

  private static final class RefusedAtTheEnd extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
