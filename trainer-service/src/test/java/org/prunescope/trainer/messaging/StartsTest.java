package org.prunescope.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartsTest {
  @Test
  void survivesInTheMetadataOfTheCommittedOffset() {
    Starts two = Starts.NONE.plusOne().plusOne();

    assertThat(Starts.of(7, two.at(7))).isEqualTo(two);
  }

  @Test
  void startsOfAnotherSegmentDoNotCount() {
    assertThat(Starts.of(8, Starts.NONE.plusOne().at(7))).isEqualTo(Starts.NONE);
    assertThat(Starts.of(0, null)).isEqualTo(Starts.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "starts=", "starts=-1", "starts=9999999999", "something else"})
  void metadataOfAnotherFormCountsAsNone(String metadata) {
    assertThat(Starts.of(7, new OffsetAndMetadata(7, metadata))).isEqualTo(Starts.NONE);
  }

  @Test
  void fiveDeathsAreTooMany() {
    assertThat(new Starts(4).areTooMany()).isFalse();
    assertThat(new Starts(5).areTooMany()).isTrue();
  }

  @Test
  void fromTheSecondDeathOnASegmentIsSuspicious() {
    assertThat(new Starts(1).areSuspicious()).isFalse();
    assertThat(new Starts(2).areSuspicious()).isTrue();
    assertThat(new Starts(5).areSuspicious()).as("it is not trained at all").isFalse();
  }
}
