package org.prunescope.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.prunescope.contract.artifact.Sha256;
import org.prunescope.contract.plan.DataSetFingerprint;

/**
 * An opened data set, whole in memory.
 *
 * @param classes names, in the order of their labels; at least 2
 * @param train at least one sample
 * @param test at least one sample
 * @param fingerprint of exactly these classes, labels and pixels
 */
public record ImageDataSet(
    List<String> classes, Split train, Split test, DataSetFingerprint fingerprint) {
  public ImageDataSet {
    classes = List.copyOf(classes);
  }

  static ImageDataSet of(List<String> classes, Split train, Split test) {
    return new ImageDataSet(classes, train, test, fingerprint(classes, train, test));
  }

  /**
   * SHA-256 over the number of classes, each name (its length in bytes, then UTF-8), and for train
   * and test the number of samples, the labels and the pixels; numbers big-endian, labels 16 bits
   * wide, all others 32.
   */
  static DataSetFingerprint fingerprint(List<String> classes, Split train, Split test) {
    MessageDigest digest = Sha256.digest();
    digest.update(number(classes.size()));
    for (String name : classes) {
      byte[] text = name.getBytes(StandardCharsets.UTF_8);
      digest.update(number(text.length));
      digest.update(text);
    }
    update(digest, train);
    update(digest, test);
    return new DataSetFingerprint(
        HexFormat.of().formatHex(digest.digest()), classes, train.size(), test.size());
  }

  private static void update(MessageDigest digest, Split split) {
    ByteBuffer labels = ByteBuffer.allocate(split.size() * Short.BYTES);
    labels.asShortBuffer().put(split.labels());
    digest.update(number(split.size()));
    digest.update(labels);
    digest.update(split.pixels());
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }
}
