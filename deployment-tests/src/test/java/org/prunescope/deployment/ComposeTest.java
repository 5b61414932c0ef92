package org.prunescope.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposeTest {
  private static final String FILE = Checkout.text("docker-compose.yml");

  @Test
  void agreesWithItsSpecificationTheDockerfileAndTheCode() {
    assertThat(Compose.complaints(FILE)).isEmpty();
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          stop_grace_period: 60s   | stop_grace_time: 60s       | 'stop_grace_time'
          retries: 6               | retries: six               | string found, integer expected
          condition: service_healthy | condition: service_well  | condition
          KAFKA_BOOTSTRAP_SERVERS: kafka:9092 | KAFKA_BOOTSTRAP_SERVERS: kafka:9094 | kafka does not listen at 9094
          KAFKA_BOOTSTRAP_SERVERS: kafka:9092 | KAFKA_BOOTSTRAP_SERVERS: broker:9092 | nobody is called broker
          KAFKA_BOOTSTRAP_SERVERS  | KAFKA_BOOTSTRAP_SERVER     | trainer-service looks at no KAFKA_BOOTSTRAP_SERVER
          PRUNESCOPE_TRAINER_CONCURRENCY | PRUNESCOPE_TRAINER_THREADS | trainer-service looks at no PRUNESCOPE_TRAINER_THREADS
          QUARKUS_DATASOURCE_USERNAME | QUARKUS_DATASOURCE_USER | QUARKUS_DATASOURCE_USERNAME is not said
          --partitions, *partitions | --partitions, "64"        | partitions
          target: pruner           | target: pruner-service     | the Dockerfile has no target pruner-service
          apache/kafka:4.2.1       | apache/kafka:latest        | is not pinned
          KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS | KAFKA_GROUP_REBALANCE_DELAY_MS | it looks at no KAFKA_GROUP_REBALANCE_DELAY_MS
          /q/health/group/requests | /q/health/group/answers    | asks nothing that it answers
          postgres:/var/lib        | database:/var/lib          | there is no volume database
          """)
  void reports(String right, String wrong, String complaint) {
    assertThat(FILE).contains(right);

    assertThat(Compose.complaints(FILE.replace(right, wrong)))
        .anySatisfy(one -> assertThat(one).contains(complaint));
  }
}
