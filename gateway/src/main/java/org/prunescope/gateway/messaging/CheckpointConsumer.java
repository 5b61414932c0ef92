package org.prunescope.gateway.messaging;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointEvent.CheckpointPruned;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointEvent.SegmentFailed;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.persistence.Checkpoints;
import org.prunescope.gateway.persistence.RunEnvironments;
import org.prunescope.service.trace.Subject;

/** Which checkpoints are stored, and what they were computed in, into the gateway's tables. */
@ApplicationScoped
public class CheckpointConsumer {
  private final Inbox inbox;
  private final Checkpoints checkpoints;
  private final RunEnvironments environments;
  private final ArtifactStore artifacts;

  CheckpointConsumer(
      Inbox inbox, Checkpoints checkpoints, RunEnvironments environments, ArtifactStore artifacts) {
    this.inbox = inbox;
    this.checkpoints = checkpoints;
    this.environments = environments;
    this.artifacts = artifacts;
  }

  @Incoming(Topics.CHECKPOINTS)
  @Blocking
  public CompletionStage<Void> consume(Message<byte[]> message) {
    return inbox.take(
        message,
        CheckpointEvent.class,
        event -> Subject.of(event.run(), event.position()),
        (event, record) -> take(event));
  }

  private void take(CheckpointEvent event) {
    switch (event) {
      case CheckpointSaved saved -> {
        announced(saved.run(), saved.attempt(), saved.checkpoint());
        environments.store(saved.run(), saved.environment());
      }
      case CheckpointPruned pruned ->
          announced(pruned.run(), pruned.attempt(), pruned.checkpoint());
      case SegmentFailed failed -> {
        // It left no checkpoint.
      }
    }
  }

  private void announced(RunId run, int attempt, CheckpointRef checkpoint) {
    if (!checkpoints.announced(run, attempt, checkpoint)) {
      try {
        artifacts.delete(checkpoint.artifact());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
