package org.prunescope.gateway.access;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.prunescope.gateway.GatewayConfig;

/** How often each may ask: so many requests a minute, and as many at once after a quiet minute. */
@ApplicationScoped
public class Rates {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Whom nothing was heard of for longer has a full bucket again: there is nothing to remember. */
  private final LoadingCache<String, Bucket> buckets;

  private final int requestsPerMinute;

  Rates(GatewayConfig config) {
    this.requestsPerMinute = config.gateway().requestsPerMinute();
    this.buckets =
        Caffeine.newBuilder().expireAfterAccess(MINUTE.plusSeconds(1)).build(asker -> bucket());
  }

  /**
   * Counts a request.
   *
   * @return zero where it may go on, else how long to wait
   */
  public Duration admit(String asker) {
    return requestsPerMinute == 0
        ? Duration.ZERO
        : Duration.ofNanos(
            buckets.get(asker).tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill());
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(
            limit -> limit.capacity(requestsPerMinute).refillGreedy(requestsPerMinute, MINUTE))
        .build();
  }
}
