package org.prunescope.gateway;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.prunescope.gateway.infrastructure.Sql;

/** Tables that look as metrics' views do, as far as the gateway reads them by name. */
record PublishedTables(DataSource database) {
  void create() throws SQLException {
    drop();
    execute("create schema results");
    execute(
        """
        create table results.v1_runs (experiment text, variant text, seed bigint, state text,
          attempt integer, phase integer, step integer, stage text, measured_at timestamptz,
          accuracy double precision, failure_detail text, layers double precision[],
          names text[], confident boolean, pc1_share double precision,
          pc2_share double precision)
        """);
    execute(
        """
        create table results.v1_samples (experiment text, variant text, seed bigint,
          attempt integer, phase integer, step integer, stage text, sample integer,
          true_label smallint, correct boolean, confidence real, q double precision,
          pc1 real, pc2 real)
        """);
    execute(
        """
        create table results.v1_comparisons (experiment text, variant text, state text,
          due boolean default false, n integer, pies_smallest_label integer,
          pies_largest_label integer, floor_mean double precision, floor_low double precision,
          floor_high double precision, floor_p double precision,
          floor_largest_mean double precision)
        """);
    execute(
        """
        create table results.v1_exemplars (experiment text, variant text, baseline text,
          sample integer, true_label smallint, dense_label smallint, pruned_label smallint,
          pie boolean, dense_label_largest smallint, pruned_label_largest smallint,
          pie_largest boolean, taxicab double precision, dense_agreement double precision,
          pruned_agreement double precision, dense_q double precision, pruned_q double precision,
          dense_depth_final_prediction double precision,
          pruned_depth_final_prediction double precision,
          dense_depth_true_label double precision, pruned_depth_true_label double precision)
        """);
    execute(
        """
        create table results.v1_estimates (experiment text, variant text, quantity text,
          subset text, side text, at_end boolean, mean double precision)
        """);
  }

  /** A measured run whose two samples lie at (0.5, 0.25) and (-0.5, -0.25). */
  void map(String experiment, String variant, long seed) throws SQLException {
    String run = "'%s', '%s', %d".formatted(experiment, variant, seed);
    execute(
        """
        insert into results.v1_runs (experiment, variant, seed, attempt, phase, step, stage,
          state, pc1_share, pc2_share)
        values (%1$s, 2, 1, 5, 'trained', 'measured', 0.75, 0.125)
        """
            .formatted(run));
    execute(
        """
        insert into results.v1_samples (experiment, variant, seed, attempt, phase, step, stage,
          sample, pc1, pc2)
        values (%1$s, 2, 1, 5, 'trained', 1, -0.5, -0.25),
          (%1$s, 2, 1, 5, 'trained', 0, 0.5, 0.25),
          (%1$s, 2, 1, 4, 'trained', 0, null, null)
        """
            .formatted(run));
  }

  void drop() throws SQLException {
    execute("drop schema if exists results cascade");
  }

  void execute(String sql) throws SQLException {
    Sql.execute(database, sql);
  }
}
