package org.prunescope.metrics.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** With the roles of roles.sql both services migrate, and nobody sees more than is theirs. */
@QuarkusTest
@QuarkusTestResource(KafkaAndPostgres.class)
class RolesTest {
  private static final String GATEWAY = "prunescope_gateway";
  private static final String METRICS = "prunescope_metrics";
  private static final String READER = "prunescope_reader";

  /** Its own view among metrics', of its own tables. */
  private static final String OF_THE_GATEWAY = "results.v1_outstanding_segments";

  @Inject AgroalDataSource server;

  @ConfigProperty(name = "quarkus.datasource.jdbc.url")
  String url;

  @Test
  void eachSeesAndChangesWhatIsTheirs() throws Exception {
    execute(server, "create database roles");
    execute(as("postgres"), Files.readString(Path.of("../k8s/components/database/roles.sql")));
    migrate(GATEWAY, "gateway", "filesystem:../gateway/src/main/resources/db/gateway");
    migrate(METRICS, "metrics", "classpath:db/migration");

    List<String> views = relations(READER, "select");
    assertThat(views).hasSizeGreaterThan(8).allMatch(view -> view.startsWith("results.v1_"));
    assertThat(relations(METRICS, "select", "results"))
        .containsExactlyElementsOf(
            views.stream().filter(view -> !view.equals(OF_THE_GATEWAY)).toList());
    assertThat(relations(READER, "insert, update, delete, truncate")).isEmpty();
    assertThat(relations(GATEWAY, "select", "metrics", "results")).containsExactlyElementsOf(views);
    assertThat(relations(GATEWAY, "insert, update, delete, truncate", "metrics", "results"))
        .containsExactly(OF_THE_GATEWAY);
    assertThat(relations(METRICS, "select", "gateway")).isEmpty();
    for (String view : views) {
      execute(as(READER), "select count(*) from " + view);
    }
    assertThatThrownBy(() -> execute(as(READER), "select * from metrics.run"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> execute(as(READER), "create table results.mine (n integer)"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
  }

  /** Tables and views of ours that a role may use in one of these ways, in some schemas or all. */
  private List<String> relations(String role, String privileges, String... schemas)
      throws SQLException {
    String among =
        schemas.length == 0
            ? "namespace.nspname !~ '^pg_' and namespace.nspname <> 'information_schema'"
            : "namespace.nspname in ('%s')".formatted(String.join("', '", schemas));
    return new Database(as(role))
            .rows(
                """
                select namespace.nspname || '.' || relation.relname as name
                from pg_class relation join pg_namespace namespace on namespace.oid = relation.relnamespace
                where relation.relkind in ('r', 'p', 'v', 'm') and %s
                  and has_table_privilege(relation.oid, '%s')
                order by 1
                """
                    .formatted(among, privileges))
            .stream()
            .map(row -> String.valueOf(row.get("name")))
            .toList();
  }

  private void migrate(String role, String schema, String location) {
    Flyway.configure()
        .dataSource(as(role))
        .schemas(schema)
        .defaultSchema(schema)
        .locations(location)
        .load()
        .migrate();
  }

  private DataSource as(String role) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setDatabaseName("roles");
    source.setUser(role);
    source.setPassword(role);
    return source;
  }

  private static void execute(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
