package org.prunescope.contract.topic;

/**
 * What stands in the headers of a dead letter, whose key and value are those of the record that
 * could not be read, or their beginnings. The names are those that SmallRye's dead-letter queues
 * use; values are text.
 */
public final class DeadLetterHeaders {
  /** Why it could not be read, in a sentence. */
  public static final String REASON = "dead-letter-reason";

  /** Where it came from. */
  public static final String TOPIC = "dead-letter-topic";

  public static final String PARTITION = "dead-letter-partition";
  public static final String OFFSET = "dead-letter-offset";

  /** Bytes of the whole value, where the dead letter has only its beginning. */
  public static final String BYTES = "dead-letter-bytes";

  private DeadLetterHeaders() {}
}
