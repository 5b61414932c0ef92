package org.prunescope.pruner.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.process.ParentWatch;
import org.prunescope.contract.topic.Topics;
import org.prunescope.pruner.AdvanceRun;
import org.prunescope.pruner.PrunerConfig;
import org.prunescope.service.Heartbeats;
import org.prunescope.service.KafkaAccess;
import org.prunescope.service.trace.RecordTraces;

/**
 * Starts Streams as soon as Kafka and the topics are there, however long that takes, and stops it
 * so that another pruner takes over at once.
 *
 * <p>A stream thread that fails is replaced and begins again at its last commit: nothing is lost
 * and nothing is skipped.
 */
@ApplicationScoped
public class StreamsLifecycle {
  private static final Logger LOG = Logger.getLogger(StreamsLifecycle.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSE = Duration.ofSeconds(10);
  private static final List<String> TOPICS =
      List.of(
          Topics.RUN_COMMANDS,
          Topics.CHECKPOINTS,
          Topics.TRAINING_SEGMENTS,
          Topics.RUN_PROGRESS,
          PrunerTopology.DEAD_LETTERS);

  private final String kafka;
  private final PrunerConfig config;
  private final AdvanceRun advanceRun;
  private final MeterRegistry meters;
  private final RecordTraces traces;
  private final Thread starter;
  private volatile @Nullable KafkaStreams streams;

  StreamsLifecycle(
      @ConfigProperty(name = "kafka.bootstrap.servers") String kafka,
      PrunerConfig config,
      AdvanceRun advanceRun,
      MeterRegistry meters,
      OpenTelemetry telemetry) {
    this.kafka = kafka;
    this.config = config;
    this.advanceRun = advanceRun;
    this.meters = meters;
    this.traces = new RecordTraces(telemetry);
    this.starter = Thread.ofPlatform().name("streams-starter").unstarted(this::startStreams);
  }

  /** What Streams is doing; empty while it waits for Kafka. */
  public Optional<KafkaStreams.State> state() {
    return Optional.ofNullable(streams).map(KafkaStreams::state);
  }

  /**
   * Whether Kafka has heard lately of every thread that decides. Streams keeps the metrics of a
   * thread that has failed beside those of the one that replaced it, so threads are asked by name.
   */
  boolean isHeardOf() {
    KafkaStreams started = streams;
    return started != null && Heartbeats.areRecent(started.metrics(), consumers(started));
  }

  private static Set<String> consumers(KafkaStreams streams) {
    return streams.metadataForLocalThreads().stream()
        .map(ThreadMetadata::consumerClientId)
        .collect(Collectors.toSet());
  }

  void start(@Observes StartupEvent event) {
    ParentWatch.start();
    starter.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    starter.interrupt();
    starter.join();
    KafkaStreams started = streams;
    if (started != null) {
      started.close(
          CloseOptions.timeout(CLOSE)
              .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }
  }

  private void startStreams() {
    try {
      streams = launchOnceKafkaIsThere();
    } catch (InterruptedException e) {
      LOG.infof("stopped kafka=%s state=waiting", kafka);
    } catch (RuntimeException | Error e) {
      LOG.error("the pruner cannot start and ends", e);
      Quarkus.asyncExit(1);
    }
  }

  private KafkaStreams launchOnceKafkaIsThere() throws InterruptedException {
    String problem = "";
    while (true) {
      try {
        describeTopics();
        return launch();
      } catch (ExecutionException | KafkaException e) {
        String now = String.valueOf(e.getMessage());
        if (!now.equals(problem)) {
          LOG.warnf("waiting kafka=%s problem=\"%s\"", kafka, now);
          problem = now;
        }
      }
      Thread.sleep(PAUSE);
    }
  }

  private KafkaStreams launch() {
    KafkaStreams created =
        new KafkaStreams(
            PrunerTopology.topology(advanceRun, meters, traces),
            PrunerTopology.settings(kafka, config.pruner().threads()));
    created.setUncaughtExceptionHandler(StreamsLifecycle::replaceThread);
    created.setStateListener((now, before) -> LOG.infof("streams state=%s before=%s", now, before));
    created.start();
    return created;
  }

  private void describeTopics() throws ExecutionException, InterruptedException {
    Admin admin =
        Admin.create(
            KafkaAccess.with(
                Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                    kafka,
                    AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                    PAUSE.multipliedBy(3).toMillis())));
    try {
      admin.describeTopics(TOPICS).allTopicNames().get();
    } finally {
      // At once: while Kafka is away an orderly close would wait for the call to time out.
      admin.close(Duration.ZERO);
    }
  }

  private static StreamThreadExceptionResponse replaceThread(Throwable failure) {
    LOG.error("streams event=\"a thread failed and is replaced\"", failure);
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }
}
