package org.prunescope.system.faults;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.protocol.ApiKeys;
import org.prunescope.system.faults.RequestReader.Request;

/**
 * Connections to Kafka that stand still from a certain request on, so that a client can be killed
 * between what it has done before and what that request would have done.
 */
final class Holds {
  private final List<Hold> holds = new CopyOnWriteArrayList<>();

  private record Hold(ApiKeys kind, String client, CompletableFuture<String> reached) {
    boolean stops(Request request) {
      if (request.kind() != kind.id || !request.client().startsWith(client)) {
        return false;
      }
      reached.complete(request.client());
      return true;
    }
  }

  /**
   * No request of this kind reaches the broker any more, nor anything that follows it on its
   * connection.
   *
   * @param client beginning of the clients' ids
   * @return id of the first client whose request was held
   */
  CompletableFuture<String> hold(ApiKeys kind, String client) {
    CompletableFuture<String> reached = new CompletableFuture<>();
    holds.add(new Hold(kind, client, reached));
    return reached;
  }

  /** Requests pass again, on other connections than those that stand still. */
  void release() {
    holds.clear();
  }

  /** For a new connection. */
  TcpProxy.Gate gate() {
    RequestReader reader = new RequestReader();
    return (piece, length) ->
        reader.read(piece, length).stream()
            .filter(request -> holds.stream().anyMatch(hold -> hold.stops(request)))
            .findFirst()
            .map(request -> Math.max(0, request.begin()))
            .orElse(length);
  }
}
