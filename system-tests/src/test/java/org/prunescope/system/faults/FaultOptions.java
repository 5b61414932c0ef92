package org.prunescope.system.faults;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.prunescope.standalone.stack.StackOptions;

/** How a stack is started whose parts are to fail: soon missed, and reached through proxies. */
final class FaultOptions {
  /** What is killed or stands still is missed by the broker after so long. */
  private static final String SESSION_MILLIS = "3000";

  private FaultOptions() {}

  static StackOptions of(
      Path data, int kafkaPort, TcpProxy kafka, int postgresPort, TcpProxy postgres) {
    return new StackOptions(
        data,
        Optional.empty(),
        0,
        kafkaPort,
        postgresPort,
        StackOptions.DEFAULT_PARTITIONS,
        1,
        2,
        Map.of(
            "advertised.listeners",
            "PLAINTEXT://127.0.0.1:" + kafka.port(),
            "group.consumer.min.session.timeout.ms",
            SESSION_MILLIS,
            "group.consumer.session.timeout.ms",
            SESSION_MILLIS,
            "group.consumer.min.heartbeat.interval.ms",
            "500",
            "group.consumer.heartbeat.interval.ms",
            "500"),
        Map.of(
            "KAFKA_BOOTSTRAP_SERVERS",
            "127.0.0.1:" + kafka.port(),
            "QUARKUS_DATASOURCE_JDBC_URL",
            "jdbc:postgresql://127.0.0.1:%d/prunescope".formatted(postgres.port()),
            // Whatever has been silent for long is noticed soon.
            "PRUNESCOPE_WATCHDOG_EVERY",
            "1s",
            // Whatever is killed again and again does not live to run what C2 compiles.
            "JDK_JAVA_OPTIONS",
            "-XX:TieredStopAtLevel=1 -XX:-CreateCoredumpOnCrash -XX:ErrorFile="
                + crashLog(data, "%p")));
  }

  /** What a JVM leaves that has crashed. */
  static Path crashLog(Path data, Object pid) {
    return data.resolve("crash-%s.log".formatted(pid));
  }
}
