package org.prunescope.system;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.prunescope.contract.artifact.Sha256;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;

/**
 * What a gateway remembers of an experiment when it has run, without running it: of every run each
 * checkpoint, all but the newest deleted, each segment of its training, and an event for each.
 */
final class GatewayHistory {
  private static final String CHECKPOINT =
      """
      insert into gateway.checkpoint (key, run, attempt, position, sha256, bytes, deleted_at)
      values (?, ?, 1, ?, ?, 5000000, case when ? then null else now() end)
      """;
  private static final String NEWEST =
      """
      update gateway.run set attempt = 1, decided = 'TRAINED', phase = ?, step = ?, stage = ?,
        last_key = ?, last_sha256 = ?, last_bytes = 5000000, progressed_at = now(),
        checkpoints_kept = 1, kept_bytes = 5000000,
        checkpoints_deleted = ?, deleted_bytes = ? * 5000000::bigint where id = ?
      """;
  private static final String SEGMENT =
      """
      insert into gateway.training
        (run, attempt, phase, step, loss, learning_rate, images_per_second)
      values (?, 1, ?, ?, 0.7, 0.05, 300)
      """;
  private static final String EVENT =
      """
      insert into gateway.event (experiment, n, at, body)
      select id, ?, now(), ? from gateway.experiment where id = ?
      """;
  private static final String EVENTS = "update gateway.experiment set events = ? where id = ?";

  private final Plan plan;
  private long events;

  private GatewayHistory(Plan plan) {
    this.plan = plan;
  }

  /** Writes it, in the connection's transaction. */
  static void write(Plan plan, Connection connection) throws SQLException {
    GatewayHistory history = new GatewayHistory(plan);
    try (PreparedStatement checkpoint = connection.prepareStatement(CHECKPOINT);
        PreparedStatement newest = connection.prepareStatement(NEWEST);
        PreparedStatement segment = connection.prepareStatement(SEGMENT);
        PreparedStatement event = connection.prepareStatement(EVENT);
        PreparedStatement count = connection.prepareStatement(EVENTS)) {
      for (PlannedRun run : plan.runs()) {
        history.write(run, checkpoint, newest, segment, event);
      }
      for (PreparedStatement batch : new PreparedStatement[] {checkpoint, newest, segment, event}) {
        batch.executeBatch();
      }
      count.setLong(1, history.events);
      count.setString(2, plan.experiment().value());
      count.executeUpdate();
    }
  }

  private void write(
      PlannedRun run,
      PreparedStatement checkpoint,
      PreparedStatement newest,
      PreparedStatement segment,
      PreparedStatement event)
      throws SQLException {
    String id = plan.id(run).text();
    Variant variant = plan.variant(run.variant());
    Position last = variant.segmentEnds().getLast();
    for (Position end : variant.segmentEnds()) {
      boolean isLast = end.equals(last);
      String key = id + "/1/" + end.text();
      String sha256 = Sha256.of(key.getBytes(StandardCharsets.UTF_8));
      checkpoint.setString(1, key);
      checkpoint.setString(2, id);
      checkpoint.setString(3, end.text());
      checkpoint.setString(4, sha256);
      checkpoint.setBoolean(5, isLast);
      checkpoint.addBatch();
      if (isLast) {
        newest.setInt(1, end.phase());
        newest.setInt(2, end.step());
        newest.setString(3, end.stage().name());
        newest.setString(4, key);
        newest.setString(5, sha256);
        newest.setInt(6, variant.segmentEnds().size() - 1);
        newest.setInt(7, variant.segmentEnds().size() - 1);
        newest.setString(8, id);
        newest.addBatch();
      }
      if (end.step() > 0) {
        segment.setString(1, id);
        segment.setInt(2, end.phase());
        segment.setInt(3, end.step());
        segment.addBatch();
      }
      event.setLong(1, ++events);
      event.setString(
          2,
          """
          {"run":"%s","variant":"%s","seed":%d,"state":"%s","position":"%s"}"""
              .formatted(
                  id, run.variant(), run.seed(), isLast ? "MEASURED" : "TRAINING", end.text()));
      event.setString(3, plan.experiment().value());
      event.addBatch();
    }
  }
}
