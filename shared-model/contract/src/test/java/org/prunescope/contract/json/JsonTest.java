package org.prunescope.contract.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;

/** What is no event is told from one before anything is done with it. */
class JsonTest {
  @Test
  void whatIsLargerThanAnyEventIsNone() {
    String detail = "x".repeat(Json.MAX_EVENT_BYTES);
    byte[] large = Json.write(new Large(FailureReason.INTERNAL, detail));

    assertThat(Json.read(large, Failure.class).reason()).isEqualTo(FailureReason.INTERNAL);
    assertThatThrownBy(() -> Json.readEvent(large, Failure.class))
        .isInstanceOf(UnreadableDocumentException.class)
        .hasMessage("not a Failure: %d bytes are too many", large.length);
  }

  @Test
  void noValueIsNoEvent() {
    assertThatThrownBy(() -> Json.readEvent(null, Failure.class))
        .isInstanceOf(UnreadableDocumentException.class)
        .hasMessage("not a Failure: there is no value");
  }

  /** PostgreSQL takes no NUL in a text: such a detail once held up its partition for ever. */
  @Test
  void aFailuresDetailIsOneLineOfPrintableText() {
    byte[] event = "{\"reason\":\"INTERNAL\",\"detail\":\"a\\u0000b\\n\\tc\"}".getBytes(UTF_8);

    assertThat(Json.readEvent(event, Failure.class).detail()).isEqualTo("a b c");
  }

  /** A detail that grows in UTF-8 and JSON leaves room for the rest of its event. */
  @Test
  void aFailureIsSmallWhateverItsDetail() {
    Failure failure = new Failure(FailureReason.INTERNAL, "\u0001\u20ac".repeat(5000));

    assertThat(Json.write(failure)).hasSizeLessThan(Json.MAX_EVENT_BYTES / 2);
  }

  private record Large(FailureReason reason, String detail) {}
}
