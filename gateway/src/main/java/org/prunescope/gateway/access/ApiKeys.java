package org.prunescope.gateway.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.prunescope.contract.artifact.Sha256;
import org.prunescope.gateway.GatewayConfig;

/**
 * The keys that open the gateway. Only their digests are known here: a key is 256 random bits, so a
 * plain SHA-256 gives nothing away.
 */
@ApplicationScoped
public class ApiKeys {
  /** What every key begins with. */
  public static final String PREFIX = "psk_";

  private static final Pattern ENTRY = Pattern.compile("([A-Za-z0-9._@-]{1,100}):([0-9a-f]{64})");

  private final Map<String, String> ownersByDigest;

  ApiKeys(GatewayConfig config) {
    this.ownersByDigest = parse(config.gateway().keys().orElse(List.of()));
  }

  /** Whether there is any. */
  public boolean isEmpty() {
    return ownersByDigest.isEmpty();
  }

  /** Whose key it is; empty where it is none. */
  public Optional<String> owner(String key) {
    return Optional.ofNullable(ownersByDigest.get(Sha256.of(key.getBytes(StandardCharsets.UTF_8))));
  }

  /**
   * Owners by their keys' digests.
   *
   * @throws IllegalStateException where an entry is not {@code OWNER:SHA256}
   */
  static Map<String, String> parse(List<String> entries) {
    Map<String, String> owners = new HashMap<>();
    for (String entry : entries) {
      Matcher parts = ENTRY.matcher(entry.strip());
      if (!parts.matches()) {
        throw new IllegalStateException(
            "prunescope.gateway.keys must hold OWNER:SHA256 with 64 small hexadecimal digits, as"
                + " ./prunescope key prints it");
      }
      if (owners.putIfAbsent(parts.group(2), parts.group(1)) != null) {
        throw new IllegalStateException(
            "prunescope.gateway.keys holds one key twice, of " + parts.group(1));
      }
    }
    return owners;
  }
}
