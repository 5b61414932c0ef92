package org.prunescope.metrics.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The views that people and notebooks read. */
@QuarkusTest
@QuarkusTestResource(KafkaAndPostgres.class)
class PublishedViewsTest {
  @Inject AgroalDataSource dataSource;

  @Test
  void sayWhatTheyAndEachOfTheirColumnsHold() throws Exception {
    Database database = new Database(dataSource);

    assertThat(
            database.rows(
                "select view.relname, pg_attribute.attname"
                    + " from pg_class view join pg_attribute on attrelid = view.oid"
                    + " where relnamespace = 'results'::regnamespace and relkind = 'v'"
                    + " and col_description(view.oid, attnum) is null"))
        .isEmpty();
    assertThat(
            database.rows(
                "select relname, obj_description(oid, 'pg_class') as about from pg_class"
                    + " where relnamespace = 'results'::regnamespace and relkind = 'v'"))
        .hasSizeGreaterThan(7)
        .allSatisfy(view -> assertThat(view.get("about")).isNotNull());
  }
}
