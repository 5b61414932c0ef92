package org.prunescope.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.sql.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;

/**
 * Whoever follows an experiment over connections that break, now at one gateway and now at the
 * other, misses no event and hears none twice, while both gateways write them.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FollowingFromTwoGatewaysTest {
  private static final int SEEDS = 12;
  private static final int POSITIONS = 20;
  private static final int ON_THEIR_WAY = 10;

  private record News(int partition, RunProgress progress) {}

  @Test
  void reconnectingAtTheOtherGatewayMissesNothingAndRepeatsNothing() throws Exception {
    try (BareStack stack = new BareStack()) {
      URI first = stack.start("gateway", "gateway", line -> {});
      stack.awaitReady(first);
      URI second = stack.start("gateway", "gateway", line -> {});
      stack.awaitReady(second);
      try (Gateway gateway = new Gateway(first);
          Connection database = stack.connection()) {
        ExperimentId id = gateway.submit(request());
        Queue<News> news = news(id, database);
        Random random = new Random(7);
        try (KafkaProducer<String, byte[]> producer = producer(stack);
            FollowerOfTwoGateways follower =
                new FollowerOfTwoGateways(first, second, id, () -> sendNext(producer, news))) {
          // when some events are always on their way, until there are no more
          for (int i = 0; i < ON_THEIR_WAY; i++) {
            sendNext(producer, news);
          }
          while (!follower.isComplete()) {
            follower.read(1 + random.nextInt(20));
          }

          // then
          long events =
              number(database, "select events from gateway.experiment where id = '%s'", id);
          System.out.printf(
              "%d events over %d connections to two gateways%n", events, follower.connections());
          assertThat(follower.heard())
              .containsExactlyElementsOf(LongStream.rangeClosed(1, events).boxed().toList());
          assertThat(events).isGreaterThanOrEqualTo(SEEDS * POSITIONS);
          assertThat(follower.connections()).isGreaterThan(10);
        }
      }
    }
  }

  /** What a pruner says of runs that get far and then fail, so that nothing is to be measured. */
  private static Queue<News> news(ExperimentId id, Connection database) throws Exception {
    List<Queue<News>> byRun = new ArrayList<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      RunId run = RunId.parse(id + "/cross-entropy_dense/" + seed);
      int partition =
          (int) number(database, "select partition from gateway.run where id = '%s'", run);
      ArtifactRef plan = ArtifactRef.plan(id, new byte[0]);
      Queue<News> own = new ArrayDeque<>();
      for (int step = 1; step <= POSITIONS; step++) {
        Position position = Position.trained(0, step);
        CheckpointRef last =
            new CheckpointRef(
                position, ArtifactRef.checkpoint(run, 1, position, new byte[] {(byte) step}));
        boolean isEnd = step == POSITIONS;
        own.add(
            new News(
                partition,
                new RunProgress(
                    run,
                    plan,
                    1,
                    isEnd ? RunState.FAILED : RunState.TRAINING,
                    last,
                    null,
                    null,
                    isEnd ? new Failure(FailureReason.NON_FINITE_LOSS, "as told") : null,
                    null)));
      }
      byRun.add(own);
    }
    Queue<News> all = new ArrayDeque<>();
    for (int step = 0; step < POSITIONS; step++) {
      byRun.forEach(run -> all.add(run.remove()));
    }
    return all;
  }

  private static void sendNext(KafkaProducer<String, byte[]> producer, Queue<News> news) {
    News next = news.poll();
    if (next == null) {
      return;
    }
    RunProgress progress = next.progress();
    try {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.RUN_PROGRESS,
                  next.partition(),
                  progress.run().text(),
                  Json.write(progress)))
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static KafkaProducer<String, byte[]> producer(BareStack stack) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", stack.bootstrapServers(), "linger.ms", 0),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  private static long number(Connection database, String query, Object id) throws Exception {
    try (var statement = database.createStatement();
        var result = statement.executeQuery(query.formatted(id))) {
      result.next();
      return result.getLong(1);
    }
  }

  private static ObjectNode request() {
    ObjectNode request = new JsonMapper().createObjectNode();
    request.put("preset", "quickstart").put("name", "followed").putNull("sparsities");
    request.putObject("dataSet").put("trainSamples", 640).put("testSamples", 50);
    request.putObject("measurement").put("supportSamples", 0);
    request.putArray("pruningPlans").addObject().put("schedule", "dense").put("name", "dense");
    for (int seed = 0; seed < SEEDS; seed++) {
      request.withArray("seeds").add(seed);
    }
    return request;
  }
}
