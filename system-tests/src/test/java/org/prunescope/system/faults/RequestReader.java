package org.prunescope.system.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the requests in what a client sends to Kafka on one connection, however the network has cut
 * it into pieces. A request is its length, the request's kind, its version, a number, the client's
 * id, and what no reader here needs.
 */
final class RequestReader {
  private static final int LENGTH_BYTES = 4;
  private static final int ID_LENGTH_AT = LENGTH_BYTES + 2 + 2 + 4;
  private static final int ID_AT = ID_LENGTH_AT + 2;

  private final ByteBuffer header = ByteBuffer.allocate(ID_AT + Short.MAX_VALUE);
  private int headerBytes = ID_AT;
  private int bodyBytes;

  /**
   * A request whose header is complete.
   *
   * @param begin of its first byte in the piece; below 0 where that came in an earlier one
   * @param kind as in {@code ApiKeys}
   * @param client empty where it has no id
   */
  record Request(int begin, short kind, String client) {}

  /** The requests whose headers end in the next piece. */
  List<Request> read(byte[] piece, int length) {
    List<Request> requests = new ArrayList<>();
    int at = 0;
    while (at < length) {
      int body = Math.min(bodyBytes, length - at);
      bodyBytes -= body;
      at += body;
      at += readHeader(piece, at, length);
      if (header.position() == headerBytes) {
        requests.add(request(at - headerBytes));
        bodyBytes = LENGTH_BYTES + header.getInt(0) - headerBytes;
        header.clear();
        headerBytes = ID_AT;
      }
    }
    return requests;
  }

  private int readHeader(byte[] piece, int from, int length) {
    int begin = header.position();
    fill(piece, from, length);
    if (header.position() == ID_AT) {
      // Without an id the length is -1.
      headerBytes = ID_AT + Math.max(0, header.getShort(ID_LENGTH_AT));
      fill(piece, from + ID_AT - begin, length);
    }
    return header.position() - begin;
  }

  private void fill(byte[] piece, int from, int length) {
    header.put(piece, from, Math.min(headerBytes - header.position(), length - from));
  }

  private Request request(int begin) {
    String client = new String(header.array(), ID_AT, headerBytes - ID_AT, UTF_8);
    return new Request(begin, header.getShort(LENGTH_BYTES), client);
  }
}
