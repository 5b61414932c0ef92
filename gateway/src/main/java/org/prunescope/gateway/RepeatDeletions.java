package org.prunescope.gateway;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.gateway.persistence.Deletions;
import org.prunescope.gateway.persistence.PublishedResults;
import org.prunescope.service.Repeating;

/**
 * Tells metrics once more of deleted experiments that it still publishes: where Kafka's data was
 * lost, or a backup was restored, nothing else says that they are to be removed. One that is just
 * being removed is removed no differently; any number of gateways may do so at once.
 */
@ApplicationScoped
public class RepeatDeletions {
  private static final Logger LOG = Logger.getLogger(RepeatDeletions.class);

  /** By then all but the largest experiments are removed. */
  private static final Duration PAUSE = Duration.ofHours(1);

  private final PublishedResults results;
  private final Deletions deletions;
  private @Nullable Repeating looking;

  RepeatDeletions(PublishedResults results, Deletions deletions) {
    this.results = results;
    this.deletions = deletions;
  }

  void start(@Observes StartupEvent event) {
    looking = Repeating.start("deletions", PAUSE, this::repeat);
  }

  void stop(@Observes ShutdownEvent event) {
    if (looking != null) {
      looking.close();
    }
  }

  /** Looks once. */
  public void repeat() {
    for (ExperimentId experiment : results.deletedYetPublished()) {
      deletions.tellAgain(experiment);
      LOG.infof("deleted and still published, told again: experiment=%s", experiment);
    }
  }
}
