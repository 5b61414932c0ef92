package org.prunescope.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever would be noticed on a cluster only, or never, is noticed here. */
class BrokenManifestTest {
  @ParameterizedTest(name = "{0}: {1} -> {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          base/gateway.yaml | replicas: 2 | replica: 2 | `replica`
          base/gateway.yaml | replicas: 2 | replicas: two | two
          base/gateway.yaml | minAvailable: 1 | minAvailabel: 1 | `minAvailabel`
          base/network.yaml | policyTypes: [Ingress, Egress] | policyTypes: [Ingress] | no NetworkPolicy denies
          base/every-service.yaml | containerPort: 8080 | containerPort: 8081 | its port is 8081
          base/every-service.yaml | path: /q/health/live | path: /health/live | its livenessProbe asks
          base/every-service.yaml | readOnlyRootFilesystem: true | readOnlyRootFilesystem: false | it may more than it needs
          base/gateway-alone.yaml | path: /q/health/group/requests | path: /q/health/group/answers | its readinessProbe asks
          base/gateway.yaml | name: gateway-keys | name: gateway-key | nobody makes a Secret gateway-key
          base/gateway.yaml | value: "64" | value: "48" | there is no KafkaTopic checkpoints with 48 partitions
          base/gateway.yaml | PRUNESCOPE_GATEWAY_KEYS | PRUNESCOPE_GATEWAY_KEY | gateway looks at no PRUNESCOPE_GATEWAY_KEY
          base/trainer.yaml | PRUNESCOPE_TRAINER_CONCURRENCY | PRUNESCOPE_TRAINER_THREADS | trainer-service looks at no PRUNESCOPE_TRAINER_THREADS
          base/kustomization.yaml | QUARKUS_HTTP_PORT=8080 | QUARKUS_HTTP_ROOT_PATH=/p | gateway looks at no QUARKUS_HTTP_ROOT_PATH
          base/kustomization.yaml | newTag: 0.1.0 | newTag: latest | its image is prunescope/gateway:latest
          base/kustomization.yaml | gateway.yaml | gatway.yaml | kubectl fails
          base/reads-data-sets.yaml | mountPath: /data-sets | mountPath: /data | where nothing is mounted
          components/kafka/topics.yaml | name: run-commands | name: run-comands | there is no KafkaTopic run-commands
          components/kafka/topics.yaml | cleanup.policy: compact | cleanup.policy: delete | there is no KafkaTopic run-progress
          components/kafka/topics.yaml | partitions: 1 | partition: 1 | "partition"
          components/kafka/users.yaml | name: training-metrics | name: training-metric | KafkaUser/trainer may not: topic training-metrics Write
          components/kafka/users.yaml | operations: [Describe, Write] | operations: [All] | may without need
          components/kafka/users.yaml | operations: [Describe, Write] | operations: [Describe, Wriet] | Wriet
          components/kafka/kafka.yaml | port: 9093 | port: 9095 | KAFKA_BOOTSTRAP_SERVERS is
          components/kafka/kafka.yaml | type: scram-sha-512 | type: tls | KAFKA_SASL_MECHANISM is
          components/kafka/kafka.yaml | offsets.retention.minutes | offset.retention.minutes | Kafka has no setting offset.retention.minutes
          components/kafka/every-service.yaml | prunescope.org/kafka: client | prunescope.org/kafka: user | Kafka's listener does not let it in
          components/kafka/secret-of-trainer.yaml | name: trainer\\n                  key | name: pruner\\n                  key | it is Kafka's user pruner
          components/database/every-client.yaml | postgres-rw:5432 | postgres:5432 | PostgreSQL is at
          components/database/postgres.yaml | name: prunescope_reader | name: prunescope_readers | roles
          components/database/postgres.yaml | instances: 2 | instance: 2 | instance
          components/s3-store/every-service.yaml | key: access-key | key: accesskey | nobody makes a Secret artifacts with a key accesskey
          components/autoscaling/trainers.yaml | maxReplicaCount: 16 | maxReplicas: 16 | maxReplicas
          components/autoscaling/trainers.yaml | maxReplicaCount: 16 | maxReplicaCount: 12 | do not share 64 partitions evenly
          components/autoscaling/trainers.yaml | userName: prunescope_autoscaler | userName: scaler | PostgreSQL has no role
          components/autoscaling/kustomization.yaml | name: trainer | name: pruner | how many trainers there are
          components/monitoring/monitor.yaml | values: [gateway, pruner, metrics, trainer] | values: [trainers] | it selects no Service
          components/monitoring/monitor.yaml | path: /q/metrics | path: /metrics | nothing is counted at
          """)
  void isReported(String file, String right, String wrong, String complaint, @TempDir Path folder)
      throws IOException, InterruptedException {
    Copy.of(Checkout.ROOT.resolve("k8s"), folder);
    String text = Checkout.text(folder.resolve(file));
    assertThat(text).contains(broken(right));

    Files.writeString(folder.resolve(file), text.replace(broken(right), broken(wrong)));

    assertThat(Overlay.complaints(folder.resolve("overlays/autoscale")))
        .anySatisfy(one -> assertThat(one).contains(complaint));
  }

  /** A line break is written as in Java. */
  private static String broken(String text) {
    return text.replace("\\n", "\n");
  }
}
