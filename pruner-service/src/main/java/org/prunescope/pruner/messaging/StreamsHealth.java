package org.prunescope.pruner.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.streams.KafkaStreams.State;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while Streams runs and Kafka hears of it; dead once it has stopped for good, which only a
 * restart mends.
 */
@ApplicationScoped
public class StreamsHealth {
  private final StreamsLifecycle streams;

  StreamsHealth(StreamsLifecycle streams) {
    this.streams = streams;
  }

  @Produces
  @Readiness
  HealthCheck ready() {
    return () -> response(state -> state == State.RUNNING && streams.isHeardOf(), false);
  }

  @Produces
  @Liveness
  HealthCheck alive() {
    return () -> response(StreamsHealth::mayRunAgain, true);
  }

  private HealthCheckResponse response(Predicate<State> isUp, boolean isUpWhileWaiting) {
    Optional<State> state = streams.state();
    return HealthCheckResponse.named("streams")
        .status(state.map(isUp::test).orElse(isUpWhileWaiting))
        .withData("state", state.map(State::name).orElse("WAITING_FOR_KAFKA"))
        .build();
  }

  private static boolean mayRunAgain(State state) {
    return switch (state) {
      case CREATED, REBALANCING, RUNNING -> true;
      case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> false;
    };
  }
}
