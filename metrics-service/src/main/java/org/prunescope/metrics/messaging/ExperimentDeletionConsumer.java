package org.prunescope.metrics.messaging;

import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.prunescope.contract.event.ExperimentDeleted;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.topic.Topics;
import org.prunescope.metrics.DeleteExperiment;
import org.prunescope.service.StoppedException;
import org.prunescope.service.trace.Subject;

/** Takes what was deleted, on a thread of its own: much may be removed, and measuring goes on. */
@ApplicationScoped
class ExperimentDeletionConsumer {
  private final Records records;
  private final DeleteExperiment delete;

  ExperimentDeletionConsumer(Records records, DeleteExperiment delete) {
    this.records = records;
    this.delete = delete;
  }

  @Incoming(Topics.EXPERIMENT_DELETIONS)
  @Blocking("deleting")
  void receive(ConsumerRecord<byte[], byte[]> record) {
    records.take(
        record, () -> delete(Json.readEvent(record.value(), ExperimentDeleted.class).experiment()));
  }

  @SuppressWarnings("try")
  private void delete(ExperimentId experiment) throws StoppedException {
    try (Subject subject = Subject.of(experiment)) {
      delete.delete(experiment);
    }
  }
}
