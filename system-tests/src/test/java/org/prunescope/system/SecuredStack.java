package org.prunescope.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.prunescope.standalone.process.Ports;
import org.prunescope.standalone.stack.Installation;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.standalone.stack.StackOptions;

/**
 * Kafka and PostgreSQL as they stand in a cluster: both speak TLS, ask who comes, and give each
 * service the rights of the manifests in k8s/ and no more. Their operator has a way of his own.
 */
final class SecuredStack implements AutoCloseable {
  private static final Path KUBERNETES = Installation.around(Path.of("")).root().resolve("k8s");
  private static final List<String> KAFKA_USERS =
      List.of(Stack.GATEWAY, Stack.PRUNER, Stack.METRICS, Stack.TRAINER);
  private static final List<String> ROLES =
      List.of("prunescope_gateway", "prunescope_metrics", "prunescope_reader");

  private final int listener = Ports.free();
  private final Path folder;
  private final Certificate certificate;
  private final Map<String, String> passwords = new HashMap<>();
  private final BareStack stack;

  SecuredStack() {
    try {
      folder = Files.createTempDirectory("prunescope-secured");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    certificate = Certificate.make(folder);
    stack = new BareStack(this::options);
    for (String user : KAFKA_USERS) {
      passwords.put(user, UUID.randomUUID().toString());
    }
    for (String role : ROLES) {
      passwords.put(role, UUID.randomUUID().toString());
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
      KafkaUsers.create(KUBERNETES.resolve("components/kafka/users.yaml"), admin, passwords);
    }
    try {
      securePostgres();
    } catch (IOException | SQLException e) {
      throw new AssertionError(e);
    }
  }

  private StackOptions options(Path data) {
    int operators = Ports.free();
    int controller = Ports.free();
    Map<String, String> kafka =
        Map.ofEntries(
            Map.entry(
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,SERVICES://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                    .formatted(operators, listener, controller)),
            Map.entry(
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:%d,SERVICES://127.0.0.1:%d".formatted(operators, listener)),
            Map.entry(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,SERVICES:SASL_SSL,CONTROLLER:PLAINTEXT"),
            Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controller),
            Map.entry("sasl.enabled.mechanisms", "SCRAM-SHA-512"),
            Map.entry(
                "listener.name.services.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;"),
            Map.entry("listener.name.services.ssl.keystore.type", "PEM"),
            Map.entry(
                "listener.name.services.ssl.keystore.location", certificate.both().toString()),
            Map.entry(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
            // Who comes in where nobody is asked: the operator and the broker itself.
            Map.entry("super.users", "User:ANONYMOUS"));
    return new StackOptions(
        data,
        Optional.empty(),
        0,
        operators,
        0,
        StackOptions.DEFAULT_PARTITIONS,
        1,
        2,
        kafka,
        Map.of());
  }

  private void securePostgres() throws IOException, SQLException {
    Files.writeString(
        stack.stack().folder().root().resolve("postgres/database/pg_hba.conf"),
        """
        host all %s 127.0.0.1/32 scram-sha-256
        hostssl all all 127.0.0.1/32 scram-sha-256
        """
            .formatted(stack.stack().databaseUser()));
    try (Connection connection = stack.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "alter system set ssl_cert_file = '%s'".formatted(certificate.certificate()));
      statement.execute("alter system set ssl_key_file = '%s'".formatted(certificate.key()));
      statement.execute("alter system set ssl = on");
      statement.execute("select pg_reload_conf()");
      statement.execute(Files.readString(KUBERNETES.resolve("components/database/roles.sql")));
      for (String role : ROLES) {
        statement.execute("alter role %s password '%s'".formatted(role, passwords.get(role)));
      }
    }
  }

  /** What a service needs to come in as the user that its manifest names. */
  Map<String, String> access(String service) {
    Map<String, String> access = new HashMap<>();
    access.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + listener);
    kafkaAccess(service, password(service))
        .forEach(
            (setting, value) ->
                access.put("KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    if (passwords.containsKey("prunescope_" + service)) {
      access.put("QUARKUS_DATASOURCE_JDBC_URL", jdbcUrl());
      access.put("QUARKUS_DATASOURCE_USERNAME", "prunescope_" + service);
      access.put("QUARKUS_DATASOURCE_PASSWORD", password("prunescope_" + service));
    }
    return access;
  }

  /** A Kafka client's settings. */
  static Map<String, String> login(String user, String password) {
    return Map.of(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(user, password));
  }

  Map<String, String> kafkaAccess(String user, String password) {
    Map<String, String> settings = new HashMap<>(login(user, password));
    settings.put("security.protocol", "SASL_SSL");
    settings.put("sasl.mechanism", "SCRAM-SHA-512");
    settings.put("ssl.truststore.type", "PEM");
    settings.put("ssl.truststore.location", certificate.certificate().toString());
    return settings;
  }

  /** A Kafka client of a user, with where Kafka is. */
  Map<String, Object> client(String user) {
    Map<String, Object> settings = new HashMap<>(kafkaAccess(user, password(user)));
    settings.put("bootstrap.servers", "127.0.0.1:" + listener);
    return settings;
  }

  String password(String user) {
    return passwords.getOrDefault(user, "");
  }

  String jdbcUrl() {
    return stack.stack().jdbcUrl()
        + "?sslmode=verify-full&sslrootcert="
        + certificate.certificate();
  }

  Connection connect(String role) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), role, password(role));
  }

  URI start(String service, String module, Map<String, String> access, Consumer<String> lines) {
    return stack.start(service, module, access, lines);
  }

  BareStack bare() {
    return stack;
  }

  @Override
  public void close() throws IOException {
    stack.close();
    Folders.delete(folder);
  }
}
