package org.prunescope.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.gateway.algorithm.Watched.Verdict;
import org.prunescope.gateway.messaging.UnreadRecords;
import org.prunescope.gateway.persistence.SilentRuns;
import org.prunescope.gateway.persistence.SilentRuns.Page;
import org.prunescope.gateway.persistence.SilentRuns.Silent;
import org.prunescope.service.Repeating;
import org.prunescope.service.trace.Subject;

/**
 * Re-drives runs that were lost on the way: nothing was heard of them for long, and nothing of them
 * is on Kafka for anybody to read. Any number of gateways may watch.
 */
@ApplicationScoped
public class WatchRuns {
  private static final Logger LOG = Logger.getLogger(WatchRuns.class);
  private static final int PAGE = 1000;

  private final GatewayConfig.Watchdog config;
  private final SilentRuns silent;
  private final UnreadRecords unread;
  private final AtomicLong stalled = new AtomicLong();
  private final Counter redriven;
  private String begin = Page.BEGIN;
  private @Nullable Repeating looking;

  WatchRuns(GatewayConfig config, SilentRuns silent, UnreadRecords unread, MeterRegistry meters) {
    this.config = config.watchdog();
    this.silent = silent;
    this.unread = unread;
    this.redriven = meters.counter("prunescope.gateway.runs.redriven");
    meters.gauge("prunescope.gateway.runs.stalled", stalled);
  }

  void start(@Observes StartupEvent event) {
    looking = Repeating.start("watchdog", config.every(), this::watch);
  }

  void stop(@Observes ShutdownEvent event) {
    if (looking != null) {
      looking.close();
    }
  }

  /** Looks once, at as many as make a page. */
  public synchronized void watch() {
    Page page = silent.find(begin, PAGE, config.patience(), config.redrives());
    Set<RunId> underWay;
    try {
      underWay = unread.of(page.runs());
    } catch (KafkaException e) {
      LOG.warnf("will look again: Kafka does not say what is unread: %s", e.getMessage());
      return;
    }
    page.runs().stream()
        .map(Silent::run)
        .filter(run -> !underWay.contains(run))
        .forEach(this::judge);
    begin = page.end();
    stalled.set(silent.stalled());
  }

  @SuppressWarnings("try")
  private void judge(RunId run) {
    try (Subject subject = Subject.of(run)) {
      Verdict verdict = silent.judge(run, config.patience(), config.redrives());
      switch (verdict) {
        case LEAVE -> {}
        case REDRIVE -> {
          redriven.increment();
          LOG.warnf("lost and re-driven run=%s", run);
        }
        case GIVE_UP -> LOG.errorf("stalled run=%s redriven=%d", run, config.redrives());
      }
    }
  }
}
