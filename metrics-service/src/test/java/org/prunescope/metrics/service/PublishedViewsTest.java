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
                "select table_name, column_name from information_schema.columns"
                    + " where table_schema = 'results' and col_description("
                    + "('results.' || table_name)::regclass, ordinal_position) is null"))
        .isEmpty();
    assertThat(
            database.rows(
                "select table_name, obj_description(('results.' || table_name)::regclass) as about"
                    + " from information_schema.views where table_schema = 'results'"))
        .hasSizeGreaterThan(7)
        .allSatisfy(view -> assertThat(view.get("about")).isNotNull());
  }
}
