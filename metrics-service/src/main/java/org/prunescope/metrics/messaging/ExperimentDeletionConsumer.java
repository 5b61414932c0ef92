package org.prunescope.metrics.messaging;

import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.prunescope.contract.event.ExperimentDeleted;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.topic.Topics;
import org.prunescope.metrics.persistence.Deletions;
import org.prunescope.service.trace.Subject;

/** Takes what was deleted, on the thread that measures: nothing is stored of it meanwhile. */
@ApplicationScoped
class ExperimentDeletionConsumer {
  private static final Logger LOG = Logger.getLogger(ExperimentDeletionConsumer.class);

  private final Records records;
  private final Deletions deletions;

  ExperimentDeletionConsumer(Records records, Deletions deletions) {
    this.records = records;
    this.deletions = deletions;
  }

  @Incoming(Topics.EXPERIMENT_DELETIONS)
  @Blocking("measuring")
  void receive(ConsumerRecord<byte[], byte[]> record) {
    records.take(
        record, () -> delete(Json.readEvent(record.value(), ExperimentDeleted.class).experiment()));
  }

  @SuppressWarnings("try")
  private void delete(ExperimentId experiment) {
    try (Subject subject = Subject.of(experiment)) {
      deletions.delete(experiment);
      LOG.infof("deleted experiment=%s", experiment);
    }
  }
}
