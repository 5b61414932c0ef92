package org.prunescope.trainer;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.plan.Plans;
import org.prunescope.contract.process.ParentWatch;
import org.prunescope.network.ThisProcess;
import org.prunescope.service.Patience;
import org.prunescope.service.trace.RecordTraces;
import org.prunescope.trainer.messaging.Publisher;
import org.prunescope.trainer.messaging.SegmentLoop;
import org.prunescope.trainer.storage.OpenedDataSets;

/** The service: puts its parts together, starts them, and stops them in order. */
@ApplicationScoped
public class Trainer {
  private static final Logger LOG = Logger.getLogger(Trainer.class);
  private static final int MOST_CONCURRENCY = 256;
  private static final int MOST_WARM_NETWORKS = 10_000;
  private static final int MOST_AUGMENTATION_THREADS = 256;
  private static final Patience PATIENCE =
      new Patience(Duration.ofMillis(500), Duration.ofSeconds(15));

  private final TrainerConfig config;
  private final ArtifactStore artifacts;
  private final String bootstrapServers;
  private final MeterRegistry meters;
  private final RecordTraces traces;
  private @Nullable Running running;

  private record Running(
      SegmentLoop loop,
      Thread thread,
      Publisher publisher,
      WarmNetworks networks,
      ForkJoinPool augmentation) {}

  Trainer(
      TrainerConfig config,
      ArtifactStore artifacts,
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
      MeterRegistry meters,
      OpenTelemetry telemetry) {
    this.config = config;
    this.artifacts = artifacts;
    this.bootstrapServers = bootstrapServers;
    this.meters = meters;
    this.traces = new RecordTraces(telemetry);
  }

  void start(@Observes StartupEvent event) {
    ParentWatch.start();
    ThisProcess.computeOn(config.trainer().device(), "prunescope.trainer.device");
    int concurrency =
        within(
            "prunescope.trainer.concurrency",
            config.trainer().concurrency().orElse(Runtime.getRuntime().availableProcessors()),
            1,
            MOST_CONCURRENCY);
    int warm =
        within(
            "prunescope.trainer.warm-networks",
            config.trainer().warmNetworks(),
            0,
            MOST_WARM_NETWORKS);
    int augmentationThreads =
        within(
            "prunescope.trainer.augmentation-threads",
            config
                .trainer()
                .augmentationThreads()
                .orElse(Runtime.getRuntime().availableProcessors()),
            1,
            MOST_AUGMENTATION_THREADS);
    WarmNetworks networks = new WarmNetworks(warm);
    ForkJoinPool augmentation = new ForkJoinPool(augmentationThreads);
    AnswerSegment answerSegment =
        new AnswerSegment(
            artifacts,
            new Plans(artifacts),
            new OpenedDataSets(config.dataSets().folder()),
            new TrainSegment(artifacts, networks, augmentation, new Turns(concurrency)),
            ThisProcess.precisions(),
            PATIENCE);
    Publisher publisher = new Publisher(bootstrapServers);
    // One more than train: it stands ready when a turn ends.
    SegmentLoop loop =
        SegmentLoop.open(
            bootstrapServers, answerSegment, publisher, PATIENCE, concurrency + 1, meters, traces);
    Thread thread = Thread.ofPlatform().name("segments").start(() -> run(loop));
    running = new Running(loop, thread, publisher, networks, augmentation);
    LOG.infof(
        "trainer started device=%s concurrency=%d warmNetworks=%d augmentationThreads=%d",
        config.trainer().device(), concurrency, warm, augmentationThreads);
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    if (running != null) {
      running.loop.stop();
      running.thread.join();
      running.publisher.close();
      running.networks.close();
      running.augmentation.close();
      LOG.info("trainer stopped");
    }
  }

  /** Whether segments reach this trainer. */
  public boolean isReady() {
    return running != null && running.loop.isInGroup();
  }

  /** Whether the thread that fetches segments lives. */
  public boolean isAlive() {
    return running != null && running.thread.isAlive();
  }

  private static void run(SegmentLoop loop) {
    try {
      loop.run();
    } catch (RuntimeException | Error e) {
      LOG.error("the trainer cannot go on and ends", e);
      Quarkus.asyncExit(1);
    }
  }

  private static int within(String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s must be between %d and %d, not %d".formatted(key, min, max, value));
    }
    return value;
  }
}
