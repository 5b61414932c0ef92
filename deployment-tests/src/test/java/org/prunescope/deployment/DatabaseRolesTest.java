package org.prunescope.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The roles of k8s/components/database/roles.sql, on a server to which both services migrate. */
class DatabaseRolesTest {
  private static EmbeddedPostgres server;

  @BeforeAll
  static void migrateAsEachService() throws IOException, SQLException {
    server = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(1)).start();
    execute("postgres", "postgres", "create database prunescope");
    execute("postgres", "prunescope", Checkout.text("k8s/components/database/roles.sql"));
    // Either may be the first; the gateway's view must not need what metrics makes.
    migrate(Service.GATEWAY);
    migrate(Service.METRICS);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Test
  void gatewayReadsWhatMetricsPublishesAndNothingElseOfIt() throws SQLException {
    for (String view : published()) {
      execute("prunescope_gateway", "select * from " + view + " limit 0");
    }
    assertRefused("prunescope_gateway", "select * from metrics.run");
    assertRefused("prunescope_gateway", "create table metrics.mine (id int)");
  }

  @Test
  void metricsSeesNothingOfTheGateway() {
    assertRefused("prunescope_metrics", "select * from gateway.experiment");
  }

  @Test
  void readerSeesThePublishedViewsAlone() throws SQLException {
    assertThat(published()).hasSizeGreaterThan(10);
    for (String view : published()) {
      execute("prunescope_reader", "select * from " + view + " limit 0");
    }
    assertRefused("prunescope_reader", "select * from gateway.experiment");
    assertRefused("prunescope_reader", "select * from metrics.run");
    assertRefused("prunescope_reader", "create table results.mine (id int)");
    assertRefused("prunescope_reader", "create table public.mine (id int)");
    assertRefused("prunescope_reader", "create temporary table mine (id int)");
  }

  @Test
  void autoscalerCountsSegmentsAndSeesNothingElse() throws IOException, SQLException {
    var scaled = Checkout.text("k8s/components/autoscaling/trainers.yaml");
    String query =
        Overlay.read(scaled)
            .find("ScaledObject", "trainer")
            .orElseThrow()
            .at("/spec/triggers/0/metadata/query")
            .asText();
    assertThat(query("prunescope_autoscaler", query)).isEqualTo("0");
    for (String view : published()) {
      if (!view.equals("results.v1_outstanding_segments")) {
        assertRefused("prunescope_autoscaler", "select * from " + view);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "metrics", "reader", "autoscaler"})
  void nobodyMayMore(String role) throws SQLException {
    assertThat(
            query(
                "postgres",
                "select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls"
                    + " from pg_roles where rolname = 'prunescope_%s'".formatted(role)))
        .isEqualTo("f");
  }

  private static void migrate(Service service) {
    var properties = service.properties();
    Flyway.configure()
        .dataSource(url("prunescope", roleOf(service)), roleOf(service), "")
        .locations(
            "classpath:" + properties.getProperty("quarkus.flyway.locations", "db/migration"))
        .defaultSchema(properties.getProperty("quarkus.flyway.default-schema"))
        .load()
        .migrate();
  }

  private static String roleOf(Service service) {
    return "prunescope_" + service.shortName();
  }

  private static List<String> published() throws SQLException {
    List<String> views = new ArrayList<>();
    try (Connection connection = connect("postgres", "prunescope");
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "select table_name from information_schema.views where table_schema = 'results'")) {
      while (result.next()) {
        views.add("results." + result.getString(1));
      }
    }
    return views;
  }

  private static void assertRefused(String role, String sql) {
    assertThatThrownBy(() -> execute(role, sql))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
  }

  private static String query(String role, String sql) throws SQLException {
    try (Connection connection = connect(role, "prunescope");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }

  private static void execute(String role, String sql) throws SQLException {
    execute(role, "prunescope", sql);
  }

  private static void execute(String role, String database, String sql) throws SQLException {
    try (Connection connection = connect(role, database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(String role, String database) throws SQLException {
    return DriverManager.getConnection(url(database, role));
  }

  private static String url(String database, String role) {
    return server.getJdbcUrl(role, database);
  }
}
