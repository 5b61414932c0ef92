package org.prunescope.gateway.rest;

import io.quarkus.security.AuthenticationFailedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.gateway.Caller;
import org.prunescope.gateway.access.CurrentCaller;
import org.prunescope.gateway.access.Door;
import org.prunescope.gateway.access.Rates;
import org.prunescope.gateway.persistence.Experiments;

/**
 * What every request must pass: who asks, how often, and whether the experiment in its path is the
 * caller's. Another owner's is not there, for every endpoint alike.
 */
final class Admission {
  private final Door door;
  private final Rates rates;
  private final CurrentCaller current;
  private final Experiments experiments;
  private final RoutingContext connection;

  Admission(
      Door door,
      Rates rates,
      CurrentCaller current,
      Experiments experiments,
      RoutingContext connection) {
    this.door = door;
    this.rates = rates;
    this.current = current;
    this.experiments = experiments;
    this.connection = connection;
  }

  @ServerRequestFilter
  Optional<Response> admit(UriInfo uri) {
    Caller caller = current.get();
    if (caller.name() == null && !door.isOpen()) {
      throw new AuthenticationFailedException("no key");
    }
    Duration wait = rates.admit(asker(caller));
    if (!wait.isZero()) {
      return Optional.of(tooMany(wait));
    }
    String id = uri.getPathParameters().getFirst("id");
    if (id != null && !isTheirs(PathNames.parse(id), caller)) {
      throw PathNames.unknown(id);
    }
    return Optional.empty();
  }

  /** A key's owner has one rate wherever they are; who shows none has their address's. */
  private String asker(Caller caller) {
    return caller.name() == null
        ? "address " + connection.request().remoteAddress().hostAddress()
        : "owner " + caller.name();
  }

  private boolean isTheirs(ExperimentId id, Caller caller) {
    return experiments.isKnown(id, caller);
  }

  private static Response tooMany(Duration wait) {
    long seconds = wait.plusMillis(999).toSeconds();
    return Response.fromResponse(
            Problem.response(
                429, "More requests than one may make; wait %d seconds.".formatted(seconds)))
        .header(HttpHeaders.RETRY_AFTER, seconds)
        .build();
  }

  static Response unauthorised(@Nullable String why) {
    return Response.fromResponse(
            Problem.response(
                401, "A key is asked for, as Authorization: Bearer KEY: %s.".formatted(why)))
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        .build();
  }
}
