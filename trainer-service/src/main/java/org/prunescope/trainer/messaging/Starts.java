package org.prunescope.trainer.messaging;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * How often a segment was begun without coming to an orderly end, kept where it survives the
 * process: in the metadata of the partition's committed offset.
 *
 * @param count at least 0
 */
public record Starts(int count) {
  public static final Starts NONE = new Starts(0);

  /** After so many unexplained deaths a segment is not begun again. */
  private static final int MOST = 5;

  /** From so many on, a segment is suspected of killing the process. */
  private static final int SUSPICIOUS = 2;

  private static final Pattern FORM = Pattern.compile("starts=(\\d{1,9})");

  /**
   * What is known of the segment at an offset.
   *
   * @param committed of its partition; null where nothing was ever committed
   */
  public static Starts of(long offset, @Nullable OffsetAndMetadata committed) {
    if (committed == null || committed.offset() != offset) {
      return NONE;
    }
    Matcher matcher = FORM.matcher(committed.metadata());
    return matcher.matches() ? new Starts(Integer.parseInt(matcher.group(1))) : NONE;
  }

  public Starts plusOne() {
    return new Starts(count + 1);
  }

  /** Whether it is not to be begun again. */
  public boolean areTooMany() {
    return count >= MOST;
  }

  /** Whether it is to be trained with nothing beside it, so that no other segment dies with it. */
  public boolean areSuspicious() {
    return count >= SUSPICIOUS && !areTooMany();
  }

  /** As it is committed: the segment itself is not done. */
  public OffsetAndMetadata at(long offset) {
    return new OffsetAndMetadata(offset, "starts=" + count);
  }
}
