package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.topic.Topics;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.system.Groups;
import org.prunescope.system.LongForm;

/** Every event that comes three times to every service has the effect of one that comes once. */
@LongForm
@ExtendWith(FaultStack.Provider.class)
class DeliveredThriceTest {
  private static final int REPLAYS = 2;
  private static final Map<String, String> GROUPS =
      Map.of(
          Stack.TRAINER, Topics.TRAINER_GROUP,
          Stack.METRICS, Topics.METRICS_GROUP,
          Stack.GATEWAY, Topics.GATEWAY_GROUP,
          Stack.PRUNER, Topics.PRUNER_GROUP);
  private static final List<String> SERVICES =
      List.of(Stack.TRAINER, Stack.METRICS, Stack.GATEWAY, Stack.PRUNER);

  private final FaultStack stack;

  DeliveredThriceTest(FaultStack stack) {
    this.stack = stack;
  }

  @Test
  void everyTopicReplayedTwiceChangesNothing() {
    stack.undisturbed();
    try (Groups groups = new Groups(stack.stack().bootstrapServers())) {
      Map<String, Map<TopicPartition, OffsetAndMetadata>> before = new HashMap<>();
      GROUPS.values().forEach(group -> before.put(group, groups.committed(group)));
      ExperimentId disturbed = stack.submit();
      stack.awaitComplete(disturbed);
      int once = stack.tape().of(disturbed).checkpoints().size();

      for (int replay = 0; replay < REPLAYS; replay++) {
        SERVICES.forEach(stack.stack()::stop);
        for (String service : SERVICES) {
          String group = Objects.requireNonNull(GROUPS.get(service));
          await().atMost(FaultStack.PATIENCE).until(() -> groups.members(group) == 0);
          groups.rewind(group, Objects.requireNonNull(before.get(group)));
          assertThat(groups.lag(group, stack.tape().recordEnds()))
              .as("records that come again to " + service)
              .isPositive();
        }
        stack.fired("topics replayed");
        SERVICES.reversed().forEach(service -> stack.stack().launch(service));
        SERVICES.forEach(stack.stack()::awaitReady);
        stack.tape().catchUp();
        await()
            .atMost(FaultStack.PATIENCE)
            .until(
                () ->
                    GROUPS.values().stream()
                        .allMatch(group -> groups.lag(group, stack.tape().recordEnds()) == 0));
      }
      int trained = stack.tape().of(disturbed).segments().size();
      Verdict verdict = stack.verdict(disturbed).requireSound();
      assertThat(verdict.duplicates())
          .as("segments trained again, of %d", trained)
          .isGreaterThanOrEqualTo(REPLAYS * trained)
          .isLessThan(once * REPLAYS + 1);
    }
  }
}
