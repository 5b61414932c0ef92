-- The networks that stand for a variant at a measured position: the newest attempt of each run there.
-- Distinct by variant and position too, so that a query of one population reads no other's rows.
create or replace view measured_network as
select distinct on (
    run.variant, measurement.phase, measurement.step, measurement.stage, measurement.run)
  run.variant,
  measurement.phase,
  measurement.step,
  measurement.stage,
  measurement.run,
  run.seed,
  measurement.attempt,
  measurement.id,
  measurement.accuracy,
  measurement.loss,
  measurement.sparsity,
  measurement.mean_q,
  measurement.predicted_label,
  measurement.confidence,
  measurement.q,
  measurement.z,
  measurement.l1,
  measurement.depth_final_prediction,
  measurement.depth_true_label
from measurement
join run on run.id = measurement.run
order by
  run.variant, measurement.phase, measurement.step, measurement.stage, measurement.run,
  measurement.attempt desc;
