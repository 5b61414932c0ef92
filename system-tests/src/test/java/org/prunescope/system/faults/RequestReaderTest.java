package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.EndTxnRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.system.faults.RequestReader.Request;

/** What Kafka's own classes write is found, request by request, wherever the network has cut it. */
class RequestReaderTest {
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final List<Request> expected = new ArrayList<>();

  @ParameterizedTest(name = "pieces of {0} bytes")
  @ValueSource(ints = {1, 2, 3, 7, 13, 14, 15, 64, 10_000})
  void findsEveryRequestWhereItBegins(int pieceBytes) {
    send(new ApiVersionsRequest.Builder(), "a client");
    send(endTransaction("its transaction"), "another, with an id that is longer than its header");
    send(endTransaction("x".repeat(300)), null);
    send(new ApiVersionsRequest.Builder(), "");
    send(endTransaction(""), "a client");

    RequestReader reader = new RequestReader();
    List<Request> found = new ArrayList<>();
    for (int begin = 0; begin < sent.size(); begin += pieceBytes) {
      byte[] piece = Arrays.copyOfRange(sent.toByteArray(), begin, begin + pieceBytes);
      for (Request request : reader.read(piece, Math.min(pieceBytes, sent.size() - begin))) {
        found.add(new Request(begin + request.begin(), request.kind(), request.client()));
      }
    }

    assertThat(found).isEqualTo(expected);
  }

  private static AbstractRequest.Builder<?> endTransaction(String id) {
    return new EndTxnRequest.Builder(new EndTxnRequestData().setTransactionalId(id), true);
  }

  private void send(AbstractRequest.Builder<?> builder, @Nullable String client) {
    ApiKeys kind = builder.apiKey();
    short version = kind.latestVersion();
    ByteBuffer frame =
        builder
            .build(version)
            .serializeWithHeader(new RequestHeader(kind, version, client, expected.size()));
    expected.add(new Request(sent.size(), kind.id, client == null ? "" : client));
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    sent.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
    sent.writeBytes(bytes);
  }
}
