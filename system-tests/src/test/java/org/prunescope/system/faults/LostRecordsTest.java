package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.topic.Topics;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.system.Groups;

/**
 * The watchdog asks again for what was lost on Kafka, and for nothing else: not for what waits
 * there, however late the clock says it is.
 */
@ExtendWith(FaultStack.Provider.class)
class LostRecordsTest {
  private static final Pattern REDRIVEN = Pattern.compile("lost and re-driven run=(\\S+)");

  /** All but the trainers, who are stopped. */
  private static final List<String> SERVICES =
      List.of(Topics.PRUNER_GROUP, Topics.METRICS_GROUP, Topics.GATEWAY_GROUP);

  /** Many times as long as a transaction of the pruner, which hides what comes after it. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  /** Times in which the watchdog would look at what it must leave alone. */
  private static final Duration LOOKS = Duration.ofSeconds(3);

  private final FaultStack stack;

  LostRecordsTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void segmentsThatWereLostAreSentAgainAndThoseThatWaitAreNot() throws Exception {
    ExperimentId undisturbed = stack.undisturbed();
    ExperimentId disturbed = stack.submit();
    stack.awaitCheckpoints(disturbed, 10);
    // In order: a trainer that is killed may leave a transaction that hides what comes after it.
    stack.stack().stop(Stack.TRAINER);
    awaitTakenIn();
    Set<String> lost = loseSegments(disturbed);
    assertThat(lost).isNotEmpty();
    ExperimentId waiting = stack.submit();
    awaitTakenIn();
    assertThat(waitingSegments(waiting)).isNotEmpty();

    Clocks.set(stack, Duration.ofHours(1));

    await()
        .atMost(FaultStack.PATIENCE)
        .during(LOOKS)
        .untilAsserted(
            () ->
                assertThat(redriven(disturbed, waiting)).containsExactlyInAnyOrderElementsOf(lost));
    stack.start(Stack.TRAINER);
    stack.awaitComplete(disturbed);
    stack.awaitComplete(waiting);

    System.out.printf(
        "runs whose segment was lost: %d, asked for again: %d%n",
        lost.size(), redriven(disturbed, waiting).size());
    assertThat(Finals.of(stack, disturbed)).isEqualTo(Finals.of(stack, undisturbed));
    Verdict verdict = stack.verdict(disturbed);
    assertThat(List.of(verdict.lost(), verdict.doubled(), verdict.hashDifferences()))
        .containsOnly(0);
    stack.verdict(waiting).requireSound();
  }

  /** Deletes what the trainers have not finished, and says of which runs that was. */
  private Set<String> loseSegments(ExperimentId experiment)
      throws ExecutionException, InterruptedException {
    Set<String> lost = waitingSegments(experiment);
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", stack.stack().bootstrapServers()))) {
      Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
      stack
          .tape()
          .recordEnds()
          .forEach(
              (partition, end) -> {
                if (partition.topic().equals(Topics.TRAINING_SEGMENTS)) {
                  all.put(partition, RecordsToDelete.beforeOffset(end));
                }
              });
      admin.deleteRecords(all).all().get();
    }
    lost.forEach(run -> stack.fired("segment lost"));
    return lost;
  }

  /** Runs of which a segment is there that the trainers have not finished. */
  private Set<String> waitingSegments(ExperimentId experiment) {
    Map<TopicPartition, OffsetAndMetadata> committed;
    try (Groups groups = new Groups(stack.stack().bootstrapServers())) {
      committed = groups.committed(Topics.TRAINER_GROUP);
    }
    return stack.tape().of(experiment).segments().stream()
        .filter(
            segment -> {
              Tape.Place place = stack.tape().place(segment);
              OffsetAndMetadata done = committed.get(place.partition());
              return done == null || place.offset() >= done.offset();
            })
        .map(segment -> segment.run().text())
        .collect(Collectors.toSet());
  }

  /**
   * Returns when the services have taken in all that there is for them, and no transaction is open:
   * of a run that is heard of later, or has something to be read, nothing is lost.
   */
  private void awaitTakenIn() {
    try (Groups groups = new Groups(stack.stack().bootstrapServers())) {
      await()
          .atMost(FaultStack.PATIENCE)
          .during(SETTLED)
          .until(
              () -> {
                stack.tape().catchUp();
                return SERVICES.stream()
                    .allMatch(group -> groups.lag(group, stack.tape().recordEnds()) == 0);
              });
    }
  }

  /** Each run of these experiments as often as the gateway says that it has re-driven it. */
  private List<String> redriven(ExperimentId... experiments) throws IOException {
    String log = Files.readString(stack.stack().folder().logs().resolve("gateway.log"));
    return REDRIVEN
        .matcher(log)
        .results()
        .map(said -> said.group(1))
        .filter(
            run -> Set.of(experiments).stream().anyMatch(one -> run.startsWith(one.value() + "/")))
        .toList();
  }
}
