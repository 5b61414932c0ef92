package org.prunescope.metrics.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What an older service stored stays readable. */
@QuarkusTest
@QuarkusTestResource(KafkaAndPostgres.class)
class MigrationTest {
  @Inject AgroalDataSource dataSource;

  @ConfigProperty(name = "quarkus.datasource.jdbc.url")
  String url;

  @Test
  void takesComparisonsOfVariantsToTheirEnds() throws Exception {
    // given a compared variant, one whose baseline has not come, and one that is never measured
    execute(dataSource, "create database migrated");
    DataSource migrated = database("migrated");
    flyway(migrated).target("5").repeatableSqlMigrationPrefix("none").load().migrate();
    execute(
        migrated,
        """
        set search_path = metrics;
        insert into data_set values ('d', '{a,b}', '{0,1}');
        insert into experiment (id, name, data_set) values ('e', 'old', 'd');
        insert into variant
          (id, experiment, name, ordinal, objective, pruning_plan, sparsity, baseline, phase, step,
           stage, updates)
        values
          ('e/dense', 'e', 'dense', 0, 'ce', 'dense', 0, null, 0, 8, 'trained', 8),
          ('e/a', 'e', 'a', 1, 'ce', 'a', 0.5, 'e/dense', 1, 4, 'pruned', 12),
          ('e/b', 'e', 'b', 2, 'ce', 'b', 0.5, 'e/dense', 0, 8, 'trained', null),
          ('e/c', 'e', 'c', 3, 'ce', 'c', 0.5, 'e/dense', null, null, null, 8);
        insert into run values
          ('e/dense/0', 'e/dense', 0), ('e/a/0', 'e/a', 0), ('e/b/0', 'e/b', 0);
        insert into measurement
          (run, attempt, phase, step, stage, checkpoint, measured_at, duration_millis, accuracy,
           loss, sparsity, scored_samples, class_recall, predicted_label, confidence, q, z, l1)
        values
          ('e/dense/0', 0, 0, 8, 'trained', 'x', now(), 1, 1, 0, 0, 0, '{1,1}', '{0,1}', '{1,1}',
           '{null,null}', '{null,null}', '{null,null}'),
          ('e/a/0', 0, 1, 4, 'pruned', 'x', now(), 1, 0.5, 0, 0.5, 0, '{1,0}', '{0,0}', '{1,1}',
           '{null,null}', '{null,null}', '{null,null}');
        insert into comparison values
          ('e/a', 'e/dense', 2, 2), ('e/b', 'e/dense', 1, 1), ('e/c', 'e/dense', 0, 0);
        insert into comparison_result
          (variant, computed_at, seeds, pies_smallest_label, pies_largest_label, mean_taxicab,
           accuracy_difference, dense_accuracy, pruned_accuracy, dense_label_smallest,
           dense_label_largest, pruned_label_smallest, pruned_label_largest, taxicab, dense_recall,
           pruned_recall, recall_difference, recall_t, recall_p, recall_adjusted_p)
        values
          ('e/a', now(), '{0}', 1, 1, 1, -0.5, 1, 0.5, '{0,1}', '{0,1}', '{0,0}', '{0,0}', '{0,2}',
           '{1,1}', '{1,0}', '{0.5,-0.5}', '{null,null}', '{null,null}', '{null,null}');
        """);

    // when
    flyway(migrated).load().migrate();

    // then
    Database database = new Database(migrated);
    assertThat(
            database.rows(
                "select variant || ' ' || phase || '-' || step || '-' || stage || ' ' || state"
                    + " || ' ' || due || ' ' || coalesce(definition || ' ' || pies_smallest_label"
                    + " || ' ' || (floor_mean is null), '') as text"
                    + " from results.v1_comparisons order by variant"))
        .extracting(row -> row.get("text"))
        .containsExactly(
            "a 1-4-pruned compared false 1 1 true", "b 0-8-trained waiting for runs false ");
    assertThat(
            database.rows(
                "select variant || ' ' || phase || '-' || step || '-' || stage || ' ' || n"
                    + " || coalesce(' ' || pies, '') as text"
                    + " from results.v1_curves order by ordinal"))
        .extracting(row -> row.get("text"))
        .containsExactly("dense 0-8-trained 1", "a 1-4-pruned 1 1", "b 0-8-trained 0");
    assertThat(database.rows("select sample from results.v1_exemplars where pie")).hasSize(1);
    assertThat(database.rows("select label from results.v1_classes")).hasSize(2);
    assertThat(database.rows("select variant from results.v1_overlaps")).isEmpty();
    assertThat(
            database.rows(
                "select variant from metrics.comparison where baseline_step = 8 and phase = 1"))
        .hasSize(1);
  }

  private DataSource database(String name) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setDatabaseName(name);
    source.setUser("postgres");
    source.setPassword("postgres");
    return source;
  }

  private static FluentConfiguration flyway(DataSource source) {
    return Flyway.configure()
        .dataSource(source)
        .schemas("metrics")
        .createSchemas(true)
        .locations("classpath:db/migration");
  }

  private static void execute(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
