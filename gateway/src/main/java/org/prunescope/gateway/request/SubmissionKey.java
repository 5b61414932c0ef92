package org.prunescope.gateway.request;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.Sha256;

/**
 * What a client names a submission by, so that sending it again makes no second experiment, and the
 * digest of the body that it names.
 *
 * @param key 1 to {@value #MAX_LENGTH} visible characters of ASCII, or spaces
 */
public record SubmissionKey(String key, String bodySha256) {
  /** The header, as draft-ietf-httpapi-idempotency-key-header has it. */
  public static final String HEADER = "Idempotency-Key";

  private static final int MAX_LENGTH = 255;

  /** A string of RFC 8941; many clients leave the quotes out. */
  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\[\"\\\\])*)\"");

  private static final Pattern BARE = Pattern.compile("[^\"\\\\]*");
  private static final Pattern ALLOWED = Pattern.compile("[ -~]{1," + MAX_LENGTH + "}");

  public SubmissionKey {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(bodySha256, "bodySha256");
  }

  /**
   * The key of a request; empty where it has none.
   *
   * @param values of the header
   * @throws RefusedRequestException where they are not one key
   */
  public static Optional<SubmissionKey> of(@Nullable List<String> values, byte[] body) {
    if (values == null || values.isEmpty()) {
      return Optional.empty();
    }
    if (values.size() > 1) {
      throw new RefusedRequestException(HEADER, "must be given once");
    }
    return Optional.of(new SubmissionKey(read(values.getFirst().strip()), Sha256.of(body)));
  }

  private static String read(String value) {
    Matcher quoted = QUOTED.matcher(value);
    boolean isQuoted = quoted.matches();
    String key = isQuoted ? quoted.group(1).replaceAll("\\\\(.)", "$1") : value;
    boolean isReadable = isQuoted || BARE.matcher(value).matches();
    if (!isReadable || !ALLOWED.matcher(key).matches()) {
      throw new RefusedRequestException(
          HEADER, "must be 1 to %d characters of ASCII, in quotes".formatted(MAX_LENGTH));
    }
    return key;
  }
}
