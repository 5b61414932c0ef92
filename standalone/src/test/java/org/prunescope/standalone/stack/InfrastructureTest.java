package org.prunescope.standalone.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.topic.Topics;
import org.prunescope.standalone.RefusedException;
import org.prunescope.standalone.process.ChildProcess;

/** Kafka and PostgreSQL as real processes. */
class InfrastructureTest {
  private static final Installation INSTALLATION = Installation.around(Path.of(""));

  @TempDir Path folder;

  @Test
  void keepsRecordsAndRowsAcrossKillsAndRestarts() throws Exception {
    long begin = System.nanoTime();
    List<ChildProcess> children;
    try (Stack stack = open(3)) {
      stack.startInfrastructure();
      say("first start", begin);
      assertThat(topics(stack)).containsAll(Topics.PARTITIONED).containsAll(Topics.DEAD_LETTERS);
      send(stack, "before the kill");
      execute(stack, "create table kept (value text)");
      execute(stack, "insert into kept values ('before the kill')");

      stack.kill(Stack.KAFKA);
      stack.kill(Stack.POSTGRES);
      assertThat(stack.isRunning(Stack.KAFKA)).isFalse();
      assertThat(stack.isRunning(Stack.POSTGRES)).isFalse();
      begin = System.nanoTime();
      stack.start(Stack.KAFKA);
      say("Kafka after kill -9", begin);
      begin = System.nanoTime();
      stack.start(Stack.POSTGRES);
      say("PostgreSQL after kill -9", begin);

      assertThat(receive(stack)).isEqualTo("before the kill");
      assertThat(rows(stack)).isEqualTo("before the kill");
      children =
          List.of(
              stack.child(Stack.KAFKA).orElseThrow(), stack.child(Stack.POSTGRES).orElseThrow());
      begin = System.nanoTime();
    }
    say("stop", begin);
    assertThat(children).noneMatch(ChildProcess::isAlive);
    assertThat(children).allMatch(child -> child.exitCode().getAsInt() == 0);

    begin = System.nanoTime();
    try (Stack stack = open(3)) {
      stack.startInfrastructure();
      say("second start", begin);
      assertThat(receive(stack)).isEqualTo("before the kill");
      assertThat(rows(stack)).isEqualTo("before the kill");
    }
    try (Stack stack = open(4)) {
      assertThatThrownBy(stack::startInfrastructure)
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("--partitions 3");
      assertThat(stack.isRunning(Stack.KAFKA)).isFalse();
      assertThat(stack.isRunning(Stack.POSTGRES)).isFalse();
    }
  }

  private Stack open(int partitions) {
    StackOptions options =
        new StackOptions(folder, java.util.Optional.empty(), 0, 0, 0, partitions, 1, 1);
    return Stack.open(
        INSTALLATION, options, (name, line) -> System.out.println(name + " | " + line));
  }

  private static void say(String what, long begin) {
    System.out.printf(
        "%s took %d ms%n", what, Duration.ofNanos(System.nanoTime() - begin).toMillis());
  }

  private static Set<String> topics(Stack stack) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
      return admin.listTopics().names().get(30, TimeUnit.SECONDS);
    }
  }

  private static void send(Stack stack, String text) throws Exception {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", stack.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer
          .send(new ProducerRecord<>(Topics.CHECKPOINTS, 2, "run", text))
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static String receive(Stack stack) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", stack.bootstrapServers());
    TopicPartition partition = new TopicPartition(Topics.CHECKPOINTS, 2);
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      return consumer.poll(Duration.ofSeconds(30)).iterator().next().value();
    }
  }

  private static void execute(Stack stack, String statement) throws SQLException {
    try (Connection connection = connect(stack);
        Statement execution = connection.createStatement()) {
      execution.execute(statement);
    }
  }

  private static String rows(Stack stack) throws SQLException {
    try (Connection connection = connect(stack);
        Statement query = connection.createStatement();
        ResultSet rows = query.executeQuery("select value from kept")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static Connection connect(Stack stack) throws SQLException {
    return DriverManager.getConnection(
        stack.jdbcUrl(), stack.databaseUser(), stack.databasePassword());
  }
}
