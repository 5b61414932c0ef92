package org.prunescope.contract.artifact;

import java.util.regex.Pattern;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

/**
 * Points at an immutable artifact and says what its bytes must be.
 *
 * @param key relative path that ends in the digest; no part is {@code .} or {@code ..}
 * @param sha256 of the bytes, 64 lower-case hexadecimal digits
 * @param bytes size, at least 0
 */
public record ArtifactRef(String key, String sha256, long bytes) {
  private static final Pattern KEY =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public ArtifactRef {
    if (key.length() > 400 || !KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("not an artifact's key: " + key);
    }
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("not a SHA-256 digest: " + sha256);
    }
    if (bytes < 0) {
      throw new IllegalArgumentException("an artifact has no negative size: " + bytes);
    }
  }

  /** A run's checkpoint: {@code experiment/variant/seed/attempt/position-sha256.safetensors}. */
  public static ArtifactRef checkpoint(RunId run, int attempt, Position position, byte[] content) {
    String digest = Sha256.of(content);
    return new ArtifactRef(
        "%s/%d/%s-%s.safetensors".formatted(run.text(), attempt, position.text(), digest),
        digest,
        content.length);
  }

  /** An experiment's plan: {@code experiment/plan-sha256.json}. */
  public static ArtifactRef plan(ExperimentId experiment, byte[] content) {
    String digest = Sha256.of(content);
    return new ArtifactRef("%s/plan-%s.json".formatted(experiment, digest), digest, content.length);
  }

  /**
   * @throws IllegalArgumentException where the bytes are not what this reference says
   */
  public void requireBytes(byte[] content) {
    if (content.length != bytes || !Sha256.of(content).equals(sha256)) {
      throw new IllegalArgumentException("the bytes are not those of " + key);
    }
  }
}
