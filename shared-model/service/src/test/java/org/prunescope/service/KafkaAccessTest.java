package org.prunescope.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;

class KafkaAccessTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "KAFKA_BOOTSTRAP_SERVERS", "kafka:9093",
          "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
          "KAFKA_SASL_MECHANISM", "SCRAM-SHA-512",
          "KAFKA_SASL_JAAS_CONFIG", "a login",
          "KAFKA_SSL_TRUSTSTORE_TYPE", "PEM",
          "KAFKA_SSL_TRUSTSTORE_LOCATION", "/kafka-ca/ca.crt",
          "SASL_MECHANISM", "PLAIN");

  @Test
  void readsWhatLetsAClientInAndNothingElse() {
    assertThat(KafkaAccess.of(ENVIRONMENT))
        .isEqualTo(
            Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "SCRAM-SHA-512",
                "sasl.jaas.config", "a login",
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", "/kafka-ca/ca.crt"));
  }

  @Test
  void namesSettingsAsKafkasClientsDo() {
    assertThat(AdminClientConfig.configNames()).containsAll(KafkaAccess.of(ENVIRONMENT).keySet());
  }
}
