package org.prunescope.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.prunescope.contract.random.RandomStream;

/** Ways to spoil a safetensors file. Those that edit the header set its length accordingly. */
final class MutatedFile {
  private static final int LENGTH_BYTES = 8;
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
  private static final Pattern DESCRIPTION = Pattern.compile("\"[^\"]*\":\\{\"dtype\"[^}]*\\}");
  private static final Pattern OFFSETS = Pattern.compile("\\[\\d+,\\d+\\]");
  private static final List<String> NUMBERS =
      List.of(
          "-1",
          "00",
          "0.5",
          "1e3",
          "\"1\"",
          "null",
          "[]",
          "2147483647",
          "2147483648",
          "4294967296",
          "4611686018427387904",
          "9223372036854775807",
          "9223372036854775808",
          "99999999999999999999999999999");
  private static final List<String> TEXTS =
      List.of(
          "\"\"",
          "\"F64\"",
          "\"I64\"",
          "\"U8\"",
          "\"BF16\"",
          "\"shape\"",
          "\"__metadata__\"",
          "\"fc.weight\"",
          "\"\\ud800\"",
          "\"\\u0000\\n\"",
          "7",
          "{}");
  private static final List<Long> LENGTHS =
      List.of(-1L, 0L, 1L, 2L, 8L, 1L << 20, 1L << 31, 1L << 32, Long.MIN_VALUE, Long.MAX_VALUE);

  private final byte[] whole;
  private final String header;
  private final Map<Pattern, List<MatchResult>> places = new HashMap<>();

  MutatedFile(byte[] whole) {
    this.whole = whole.clone();
    int length = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
    this.header = new String(whole, LENGTH_BYTES, length, StandardCharsets.UTF_8);
  }

  enum Kind {
    /** A byte of a tensor, which is not seen without a digest. */
    PAYLOAD,
    BIT,
    HEADER_BIT,
    HEADER_BYTE,
    TRUNCATED,
    EXTENDED,
    INSERTED,
    REMOVED,
    LENGTH,
    NUMBER,
    TEXT,
    DESCRIPTION_TWICE,
    DESCRIPTION_REMOVED,
    OFFSETS_SWAPPED,
    NESTED
  }

  byte[] by(Kind kind, RandomStream random) {
    return switch (kind) {
      case PAYLOAD -> overwritten(payload() + random.nextInt(whole.length - payload()), random);
      case BIT -> flipped(random.nextInt(whole.length), random);
      case HEADER_BIT -> flipped(random.nextInt(payload()), random);
      case HEADER_BYTE -> overwritten(random.nextInt(payload()), random);
      case TRUNCATED -> Arrays.copyOf(whole, random.nextInt(whole.length));
      case EXTENDED -> Arrays.copyOf(whole, whole.length + 1 + random.nextInt(64));
      case INSERTED -> spliced(random.nextInt(whole.length), 0, bytes(random));
      case REMOVED -> spliced(random.nextInt(whole.length - 64), 1 + random.nextInt(64));
      case LENGTH -> withLength(random);
      case NUMBER -> withHeader(replaced(NUMBER, one(NUMBERS, random), random));
      case TEXT -> withHeader(replaced(TEXT, one(TEXTS, random), random));
      case DESCRIPTION_TWICE -> withHeader(twice(random));
      case DESCRIPTION_REMOVED -> withHeader(replaced(DESCRIPTION, "\"a\":{}", random));
      case OFFSETS_SWAPPED -> withHeader(swapped(random));
      case NESTED -> withHeader(replaced(OFFSETS, "[".repeat(1 + random.nextInt(100_000)), random));
    };
  }

  /** Where the tensors' bytes begin. */
  int payload() {
    return LENGTH_BYTES + header.length();
  }

  private byte[] flipped(int at, RandomStream random) {
    byte[] file = whole.clone();
    file[at] ^= (byte) (1 << random.nextInt(8));
    return file;
  }

  private byte[] overwritten(int at, RandomStream random) {
    byte[] file = whole.clone();
    file[at] = (byte) random.nextInt();
    return file;
  }

  private static byte[] bytes(RandomStream random) {
    byte[] bytes = new byte[1 + random.nextInt(64)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt();
    }
    return bytes;
  }

  private byte[] spliced(int at, int removed, byte... inserted) {
    return ByteBuffer.allocate(whole.length - removed + inserted.length)
        .put(whole, 0, at)
        .put(inserted)
        .put(whole, at + removed, whole.length - at - removed)
        .array();
  }

  private byte[] withLength(RandomStream random) {
    byte[] file = whole.clone();
    ByteBuffer length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long few = length.getLong(0) + random.nextInt(33) - 16;
    length.putLong(0, random.nextInt(2) == 0 ? few : one(LENGTHS, random));
    return file;
  }

  private byte[] withHeader(String changed) {
    byte[] json = changed.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(LENGTH_BYTES + json.length + whole.length - payload())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(whole, payload(), whole.length - payload())
        .array();
  }

  private String replaced(Pattern pattern, String by, RandomStream random) {
    MatchResult place = one(places(pattern), random);
    return header.substring(0, place.start()) + by + header.substring(place.end());
  }

  private String twice(RandomStream random) {
    MatchResult place = one(places(DESCRIPTION), random);
    return header.substring(0, place.end()) + "," + place.group() + header.substring(place.end());
  }

  /** Two tensors of one size may thereby have each other's bytes. */
  private String swapped(RandomStream random) {
    List<MatchResult> places = places(OFFSETS).stream().filter(this::isOffsets).toList();
    int first = random.nextInt(places.size() - 1);
    MatchResult a = places.get(first);
    MatchResult b = places.get(first + 1 + random.nextInt(places.size() - first - 1));
    return header.substring(0, a.start())
        + b.group()
        + header.substring(a.end(), b.start())
        + a.group()
        + header.substring(b.end());
  }

  private boolean isOffsets(MatchResult place) {
    return header.startsWith("\"data_offsets\":", place.start() - "\"data_offsets\":".length());
  }

  private List<MatchResult> places(Pattern pattern) {
    return places.computeIfAbsent(pattern, key -> key.matcher(header).results().toList());
  }

  private static <T> T one(List<T> of, RandomStream random) {
    return of.get(random.nextInt(of.size()));
  }
}
