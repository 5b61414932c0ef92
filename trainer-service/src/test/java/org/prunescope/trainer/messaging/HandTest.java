package org.prunescope.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class HandTest {
  private final Hand hand = new Hand(2);
  private final Work first = work(0, 0);
  private final Work second = work(1, 0);
  private final Work third = work(2, 0);

  @Test
  void beginsInTheOrderOfTakingUpToTheConcurrency() {
    takeAll(first, second, third);

    assertThat(hand.next()).contains(first);
    hand.begin(first);
    assertThat(hand.next()).contains(second);
    hand.begin(second);
    assertThat(hand.next()).isEmpty();
    hand.end(first);
    assertThat(hand.next()).contains(third);
  }

  @Test
  void holdsOnePieceOfWorkPerPartition() {
    hand.take(first);

    assertThatThrownBy(() -> hand.take(work(0, 0))).isInstanceOf(IllegalStateException.class);

    hand.begin(first);
    hand.end(first);
    hand.release(first);
    hand.take(work(0, 0));
  }

  @Test
  void droppedWorkThatWaitsIsForgotten() {
    takeAll(first, second);

    assertThat(hand.drop(first.partition())).as("it had not begun").isEmpty();

    assertThat(hand.next()).contains(second);
    assertThat(hand.holds(first)).isFalse();
  }

  @Test
  void droppedWorkThatRunsKeepsItsWorkerUntilItHasStopped() {
    takeAll(first, second, third);
    hand.begin(first);
    hand.begin(second);

    assertThat(hand.drop(first.partition())).contains(first);

    assertThat(first.isRequested()).isTrue();
    assertThat(hand.holds(first)).isFalse();
    assertThat(hand.next()).isEmpty();
    hand.end(first);
    assertThat(hand.next()).contains(third);
  }

  @Test
  void aPartitionThatComesBackIsNotConfusedWithItsDroppedWork() {
    hand.take(first);
    hand.begin(first);
    hand.drop(first.partition());
    Work again = work(0, 0);
    hand.take(again);

    assertThat(hand.holds(first)).isFalse();
    assertThat(hand.holds(again)).isTrue();
    hand.release(first);
    assertThat(hand.holds(again)).isTrue();
  }

  @Test
  void suspiciousWorkRunsAlone() {
    Work suspicious = work(1, 2);
    takeAll(first, suspicious, third);
    hand.begin(first);

    assertThat(hand.next()).as("not beside another").isEmpty();
    hand.end(first);
    assertThat(hand.next()).contains(suspicious);
    hand.begin(suspicious);
    assertThat(hand.next()).as("nothing beside it").isEmpty();
    hand.end(suspicious);
    assertThat(hand.next()).contains(third);
  }

  @Test
  void anotherTrainsWhileOneIsAnswered() {
    Hand one = new Hand(1);
    one.take(first);
    one.take(second);
    one.begin(first);
    assertThat(one.next()).isEmpty();

    one.trained(first);

    assertThat(one.next()).contains(second);
    assertThat(one.holds(first)).as("its partition has nothing else in hand").isTrue();
  }

  @Test
  void answersThatDoNotComeHoldUpTraining() {
    Hand one = new Hand(1);
    one.take(first);
    one.take(second);
    one.take(third);
    one.begin(first);
    one.trained(first);
    one.begin(second);
    one.trained(second);

    assertThat(one.next()).as("two have begun").isEmpty();
    one.end(first);
    assertThat(one.next()).contains(third);
  }

  @Test
  void suspiciousWorkIsAloneUntilItIsAnswered() {
    Work suspicious = work(1, 2);
    takeAll(first, suspicious, third);
    hand.begin(first);
    hand.trained(first);

    assertThat(hand.next()).as("not beside an answer that it would take along").isEmpty();
    hand.end(first);
    hand.begin(suspicious);
    hand.trained(suspicious);
    assertThat(hand.next()).as("not before it has ended").isEmpty();
    hand.end(suspicious);
    assertThat(hand.next()).contains(third);
  }

  @Test
  void wordOfTrainingMayComeAfterWordOfTheEnd() {
    takeAll(first, second);
    hand.begin(first);
    hand.end(first);

    hand.trained(first);

    assertThat(hand.next()).contains(second);
  }

  @Test
  void droppingWhatIsNotInHandDoesNothing() {
    assertThat(hand.drop(new TopicPartition("training-segments", 9))).isEmpty();
    assertThat(hand.partitions()).isEmpty();
  }

  private void takeAll(Work... works) {
    for (Work work : works) {
      hand.take(work);
    }
  }

  private static Work work(int partition, int earlierStarts) {
    return new Work(
        new ConsumerRecord<>("training-segments", partition, 0, new byte[0], new byte[0]),
        new Starts(earlierStarts));
  }
}
