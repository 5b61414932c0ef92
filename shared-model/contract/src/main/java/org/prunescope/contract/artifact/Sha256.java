package org.prunescope.contract.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest that names artifacts. */
public final class Sha256 {
  private Sha256() {}

  /** Digest of the bytes as 64 lower-case hexadecimal digits. */
  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /** Digest of all that is left in the stream, which stays open. */
  public static String of(InputStream stream) throws IOException {
    MessageDigest digest = digest();
    byte[] part = new byte[1 << 16];
    for (int length = stream.read(part); length >= 0; length = stream.read(part)) {
      digest.update(part, 0, length);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A fresh digest, for contents that come in parts. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
