package org.prunescope.gateway;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.prunescope.gateway.messaging.UnreadRecords;
import org.prunescope.gateway.persistence.SilentRuns;
import org.prunescope.gateway.persistence.SilentRuns.Outcome;
import org.prunescope.gateway.persistence.SilentRuns.Silent;

/**
 * Notices runs that were lost on the way: nothing was heard of them for long, and nothing of them
 * is on Kafka for anybody to read. A run that waits for a free trainer, or whose segment is in
 * work, has a record there that is not done with. Any number of gateways may watch.
 */
@ApplicationScoped
public class WatchRuns {
  private static final Logger LOG = Logger.getLogger(WatchRuns.class);

  private final GatewayConfig.Watchdog config;
  private final SilentRuns silent;
  private final UnreadRecords unread;

  WatchRuns(GatewayConfig config, SilentRuns silent, UnreadRecords unread) {
    this.config = config.watchdog();
    this.silent = silent;
    this.unread = unread;
  }

  /** Looks for lost runs and re-drives them. */
  @Scheduled(
      every = "${prunescope.watchdog.every}",
      concurrentExecution = ConcurrentExecution.SKIP,
      skipExecutionIf = ApplicationNotRunning.class)
  public void watch() {
    List<Silent> runs = silent.find(config.patience());
    if (runs.isEmpty()) {
      return;
    }
    Set<String> underWay;
    try {
      underWay = unread.keys(runs.stream().map(Silent::partition).collect(Collectors.toSet()));
    } catch (KafkaException e) {
      LOG.warnf("will be looked at again: Kafka does not say what is unread: %s", e.getMessage());
      return;
    }
    for (Silent one : runs) {
      if (!underWay.contains(one.run().text())) {
        Outcome outcome = silent.redrive(one.run(), config.patience(), config.redrives());
        LOG.warnf("lost run=%s outcome=%s", one.run(), outcome);
      }
    }
  }
}
