package org.prunescope.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.TestTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.event.RunState;
import org.prunescope.gateway.infrastructure.Infrastructure;
import org.prunescope.gateway.infrastructure.Sql;
import org.prunescope.gateway.persistence.RunCounts;
import org.prunescope.gateway.persistence.RunCounts.Counts;

/** What the gateway tells of all runs together. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class CountRunsTest {
  @Inject DataSource database;
  @Inject RunCounts runs;
  @Inject CountRuns countRuns;

  private Counts before = new Counts(Map.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
  private String id = "";

  @BeforeEach
  void submit() {
    before = runs.now();
    id = Requests.submit("counted");
  }

  @AfterEach
  void end() throws SQLException {
    update("state = 'CANCELLED', decided = 'CANCELLED'");
  }

  @Test
  void countsRunsByState() throws SQLException {
    assertThat(of(RunState.REQUESTED)).isEqualTo(4);

    update("state = 'FAILED'");
    assertThat(of(RunState.REQUESTED)).isZero();
    assertThat(of(RunState.FAILED)).isEqualTo(4);
  }

  @Test
  void countsNothingOfWhatWasDeleted() throws SQLException {
    Sql.execute(
        database, "update gateway.experiment set deleted_at = now() where id = '%s'".formatted(id));
    assertThat(of(RunState.REQUESTED)).isZero();
  }

  @Test
  void tellsHowLongTheOldestHasGotNoFurther() throws SQLException {
    update("state = 'TRAINING', progressed_at = now() - interval '2 days'");
    assertThat(runs.now().oldestSegment()).isGreaterThanOrEqualTo(Duration.ofDays(2));
    assertThat(runs.now().oldestMeasurement()).isLessThan(Duration.ofDays(2));

    update("state = 'TRAINED', progressed_at = now() - interval '3 days'");
    assertThat(runs.now().oldestSegment()).isLessThan(Duration.ofDays(2));
    assertThat(runs.now().oldestMeasurement()).isGreaterThanOrEqualTo(Duration.ofDays(3));
  }

  /** Not from the last event, of which a run that never begins has none. */
  @Test
  @TestTransaction
  void tellsSinceWhenNoRunHasChanged() throws SQLException {
    Sql.execute(database, "update gateway.run set changed_at = now() - interval '3 days'");
    assertThat(runs.now().sinceChange()).isGreaterThanOrEqualTo(Duration.ofDays(3));
  }

  @Test
  void tellsThemForPrometheusInSeconds() throws SQLException {
    update("state = 'TRAINING', progressed_at = now() - interval '2 days'");
    countRuns.count();

    assertThat(metric("prunescope_gateway_segment_age_oldest_seconds")).isBetween(172_800.0, 1e6);
    assertThat(metric("prunescope_gateway_runs{state=\"TRAINING\"}")).isGreaterThanOrEqualTo(4);
    assertThat(metric("prunescope_gateway_change_age_seconds")).isBetween(0.0, 600.0);
    assertThat(metric("prunescope_dead_letters_total")).isNotNegative();
  }

  private static double metric(String series) {
    Matcher sample =
        Pattern.compile("^%s (\\S+)$".formatted(Pattern.quote(series)), Pattern.MULTILINE)
            .matcher(given().get("/q/metrics").asString());
    assertThat(sample.find()).as(series).isTrue();
    return Double.parseDouble(sample.group(1));
  }

  private long of(RunState state) {
    return runs.now().runs().getOrDefault(state, 0L) - before.runs().getOrDefault(state, 0L);
  }

  private void update(String assignments) throws SQLException {
    Sql.execute(
        database, "update gateway.run set %s where experiment = '%s'".formatted(assignments, id));
  }
}
