create or replace view results.v1_measurements as
select
  variant.experiment,
  variant.name as variant,
  run.seed,
  answered.attempt,
  answered.phase,
  answered.step,
  answered.stage,
  (answered.phase, answered.step, answered.stage) = (variant.phase, variant.step, variant.stage) as is_end,
  case when measurement.id is null then 'failed' else 'measured' end as state,
  answered.reason as failure_reason,
  answered.detail as failure_detail,
  measurement.checkpoint,
  coalesce(measurement.measured_at, answered.failed_at) as measured_at,
  measurement.duration_millis,
  cardinality(measurement.predicted_label) as samples,
  measurement.accuracy,
  measurement.loss,
  measurement.ece,
  measurement.sparsity,
  measurement.scored_samples,
  measurement.zero_latents,
  measurement.mean_q,
  measurement.mean_z,
  measurement.mean_l1,
  measurement.support_samples,
  measurement.mean_depth_final_prediction,
  measurement.mean_depth_true_label,
  measurement.knn_accuracy,
  measurement.support_zero_latents,
  measurement.rank_me,
  measurement.alignment,
  measurement.uniformity,
  measurement.definition,
  measurement.pc1_share,
  measurement.pc2_share
from (
  select run, attempt, phase, step, stage,
    null as reason, null as detail, null::timestamptz as failed_at
  from measurement
  union all
  select run, attempt, phase, step, stage, reason, detail, failed_at
  from failed_measurement
  -- A failure to measure again stands beside the older numbers, which stay: see v1_runs.
  where not exists (
    select from measurement
    where measurement.run = failed_measurement.run
      and measurement.attempt = failed_measurement.attempt
      and measurement.phase = failed_measurement.phase
      and measurement.step = failed_measurement.step
      and measurement.stage = failed_measurement.stage)
) answered
join run on run.id = answered.run
join variant on variant.id = run.variant
left join measurement
  on answered.failed_at is null
  and measurement.run = answered.run
  and measurement.attempt = answered.attempt
  and measurement.phase = answered.phase
  and measurement.step = answered.step
  and measurement.stage = answered.stage;

comment on view results.v1_measurements is 'One row per measured position of a run and attempt, along training and at the end. What a branch shares with its dense run is measured once, of the dense run: before its first mask a pruned run''s curve is its baseline''s of the same seed.';
comment on column results.v1_measurements.experiment is 'id of the experiment';
comment on column results.v1_measurements.variant is 'objective_plan for the baseline, objective_plan_sparsity for the others';
comment on column results.v1_measurements.seed is 'seed of the run, at least 0';
comment on column results.v1_measurements.attempt is 'attempt that was measured, from 1';
comment on column results.v1_measurements.phase is 'phase of the position, from 0';
comment on column results.v1_measurements.step is 'updates made in that phase, from 0';
comment on column results.v1_measurements.stage is 'trained, or pruned after it: just after a mask';
comment on column results.v1_measurements.is_end is 'whether this is the variant''s last measured position, at which populations are compared';
comment on column results.v1_measurements.state is 'measured or failed';
comment on column results.v1_measurements.failure_reason is 'why the measurement failed, for instance ARTIFACT_UNREADABLE; null unless failed';
comment on column results.v1_measurements.failure_detail is 'a sentence on the failure; null unless failed';
comment on column results.v1_measurements.checkpoint is 'key of the checkpoint''s artifact, which may be deleted; null where the measurement failed';
comment on column results.v1_measurements.measured_at is 'when the measurement was made or failed';
comment on column results.v1_measurements.duration_millis is 'time that the measurement took, milliseconds; null where it failed, as all that follows';
comment on column results.v1_measurements.samples is 'test samples';
comment on column results.v1_measurements.accuracy is 'share of test samples whose prediction is the true label, 0 to 1';
comment on column results.v1_measurements.loss is 'mean cross-entropy on the test samples, nats, at least 0';
comment on column results.v1_measurements.ece is 'expected calibration error: mean distance of confidence from accuracy over 15 equal bins (a, b] of the top confidence, weighted by their samples, 0 to 1; null where it was measured before this was';
comment on column results.v1_measurements.sparsity is 'share of the weights of convolutions and linear layers that are zero in the checkpoint, 0 to 1; biases and batch normalisation are not counted';
comment on column results.v1_measurements.scored_samples is 'test samples that have a Q-Score: the others'' latents have no norm or no spread';
comment on column results.v1_measurements.zero_latents is 'test samples whose latent has norm 0 and so no direction; they are compared as the origin; null where it was measured before this was';
comment on column results.v1_measurements.mean_q is 'mean Q-Score over the scored samples, greater than 0; null where none is';
comment on column results.v1_measurements.mean_z is 'mean standardised distance of the latent''s largest value from its mean, greater than 0; null as mean_q';
comment on column results.v1_measurements.mean_l1 is 'mean L1 norm of the L2-normalised latent, at least 1; null as mean_q';
comment on column results.v1_measurements.support_samples is 'training images that voted in prediction depth and k-NN accuracy; null where neither was asked for, and before the end, where neither is measured';
comment on column results.v1_measurements.mean_depth_final_prediction is 'mean prediction depth against the final prediction, 0 to the number of probes; null where not asked for, and before the end';
comment on column results.v1_measurements.mean_depth_true_label is 'mean prediction depth against the true label, 1 to the number of probes; null where not asked for, and before the end';
comment on column results.v1_measurements.knn_accuracy is 'share of the test samples whose label most of the 30 nearest of the support samples have (Euclidean on L2-normalised latents; equal distances: the first, equal votes: the smallest label), 0 to 1; null where not asked for, and before the end';
comment on column results.v1_measurements.support_zero_latents is 'support samples whose latent has norm 0; null where knn_accuracy is';
comment on column results.v1_measurements.rank_me is 'RankMe, the effective rank of the uncentred test latents (arXiv 2210.02885), 1 to their width; null where not asked for, and before the end, and where all latents are zero';
comment on column results.v1_measurements.alignment is 'mean squared distance of the L2-normalised latents of two contrastive views of each test sample (arXiv 2005.10242), 0 to 4; null where not asked for, and before the end';
comment on column results.v1_measurements.uniformity is 'logarithm of the mean of exp(-2 d^2) over all pairs of L2-normalised test latents at distance d (arXiv 2005.10242), -8 to 0; null where not asked for, and before the end';
comment on column results.v1_measurements.definition is 'definition that the row was measured by, from 1 (docs/adr/0014); null unless measured';
comment on column results.v1_measurements.pc1_share is 'share of the variance of the L2-normalised test latents that is along their first principal component, 0 to 1; null where not asked for (geometry), where all have one direction, and before the end, and where it was measured before this was';
comment on column results.v1_measurements.pc2_share is 'share along the second, 0 to 1; null as pc1_share';
