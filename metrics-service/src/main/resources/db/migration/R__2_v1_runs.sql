create or replace view results.v1_runs as
select
  variant.experiment,
  variant.name as variant,
  run.seed,
  case
    when member.id is not null then 'measured'
    when failed.run is not null then 'failed'
    else 'waiting'
  end as state,
  coalesce(member.attempt, failed.attempt) as attempt,
  variant.phase,
  variant.step,
  variant.stage,
  member.checkpoint,
  member.measured_at,
  member.duration_millis,
  cardinality(member.predicted_label) as samples,
  member.accuracy,
  member.loss,
  member.sparsity,
  member.scored_samples,
  member.mean_q,
  member.mean_z,
  member.mean_l1,
  member.support_samples,
  member.mean_depth_final_prediction,
  member.mean_depth_true_label,
  case when member.id is null then failed.reason end as failure_reason,
  case when member.id is null then failed.detail end as failure_detail,
  member.ece,
  member.zero_latents,
  member.knn_accuracy,
  member.support_zero_latents,
  member.rank_me,
  member.alignment,
  member.uniformity,
  member.definition,
  again.reason as again_failure_reason,
  again.detail as again_failure_detail,
  member.pc1_share,
  member.pc2_share
from run
join variant on variant.id = run.variant
left join population_member member on member.run = run.id
left join lateral (
  select * from failed_measurement
  where failed_measurement.run = run.id
    and failed_measurement.phase = variant.phase
    and failed_measurement.step = variant.step
    and failed_measurement.stage = variant.stage
  order by failed_measurement.attempt desc
  limit 1
) failed on true
left join failed_measurement again
  on again.run = member.run
  and again.attempt = member.attempt
  and again.phase = member.phase
  and again.step = member.step
  and again.stage = member.stage;

comment on view results.v1_runs is 'One row per planned run: its measurement at the last measured position of its variant, which is its end, by its newest measured attempt. Positions along training are in v1_measurements.';
comment on column results.v1_runs.experiment is 'id of the experiment';
comment on column results.v1_runs.variant is 'objective_plan for the baseline, objective_plan_sparsity for the others';
comment on column results.v1_runs.seed is 'seed of the run, at least 0';
comment on column results.v1_runs.state is 'measured, failed or waiting';
comment on column results.v1_runs.attempt is 'attempt that was measured or failed, from 1; null while waiting';
comment on column results.v1_runs.phase is 'phase of the measured position, from 0; null where the plan measures nothing of the variant';
comment on column results.v1_runs.step is 'updates made in that phase, from 0';
comment on column results.v1_runs.stage is 'trained, or pruned after it';
comment on column results.v1_runs.checkpoint is 'key of the checkpoint''s artifact';
comment on column results.v1_runs.measured_at is 'when the measurement was made';
comment on column results.v1_runs.duration_millis is 'time that the measurement took, milliseconds';
comment on column results.v1_runs.samples is 'test samples';
comment on column results.v1_runs.accuracy is 'share of test samples whose prediction is the true label, 0 to 1';
comment on column results.v1_runs.loss is 'mean cross-entropy on the test samples, nats, at least 0';
comment on column results.v1_runs.sparsity is 'share of the weights of convolutions and linear layers that are zero in the checkpoint, 0 to 1; biases and batch normalisation are not counted';
comment on column results.v1_runs.scored_samples is 'test samples that have a Q-Score: the others'' latents have no norm or no spread';
comment on column results.v1_runs.mean_q is 'mean Q-Score over the scored samples, greater than 0; null where none is';
comment on column results.v1_runs.mean_z is 'mean standardised distance of the latent''s largest value from its mean, greater than 0';
comment on column results.v1_runs.mean_l1 is 'mean L1 norm of the L2-normalised latent, at least 1';
comment on column results.v1_runs.support_samples is 'training images that voted in prediction depth and k-NN accuracy; null where neither was asked for';
comment on column results.v1_runs.mean_depth_final_prediction is 'mean prediction depth against the final prediction, 0 to the number of probes; null where not asked for';
comment on column results.v1_runs.mean_depth_true_label is 'mean prediction depth against the true label, 1 to the number of probes; null where not asked for';
comment on column results.v1_runs.failure_reason is 'why the measurement failed, for instance ARTIFACT_UNREADABLE; null unless failed';
comment on column results.v1_runs.failure_detail is 'a sentence on the failure; null unless failed';
comment on column results.v1_runs.ece is 'expected calibration error: mean distance of confidence from accuracy over 15 equal bins (a, b] of the top confidence, weighted by their samples, 0 to 1; null where it was measured before this was';
comment on column results.v1_runs.zero_latents is 'test samples whose latent has norm 0 and so no direction; they are compared as the origin; null where it was measured before this was';
comment on column results.v1_runs.knn_accuracy is 'share of the test samples whose label most of the 30 nearest of the support samples have (Euclidean on L2-normalised latents; equal distances: the first, equal votes: the smallest label), 0 to 1; null where not asked for';
comment on column results.v1_runs.support_zero_latents is 'support samples whose latent has norm 0; null where knn_accuracy is';
comment on column results.v1_runs.rank_me is 'RankMe, the effective rank of the uncentred test latents (arXiv 2210.02885), 1 to their width; null where not asked for, and where all latents are zero';
comment on column results.v1_runs.alignment is 'mean squared distance of the L2-normalised latents of two contrastive views of each test sample (arXiv 2005.10242), 0 to 4; null where not asked for';
comment on column results.v1_runs.uniformity is 'logarithm of the mean of exp(-2 d^2) over all pairs of L2-normalised test latents at distance d (arXiv 2005.10242), -8 to 0; null where not asked for';
comment on column results.v1_runs.definition is 'definition that the row was measured by, from 1 (docs/adr/0014); null unless measured';
comment on column results.v1_runs.again_failure_reason is 'why measuring it again by a newer definition failed, so that these older numbers stand; null where that was not asked for or succeeded';
comment on column results.v1_runs.again_failure_detail is 'a sentence on that failure; null as the reason';
comment on column results.v1_runs.pc1_share is 'share of the variance of the L2-normalised test latents that is along their first principal component, 0 to 1; null where not asked for (geometry), where all have one direction, and where it was measured before this was';
comment on column results.v1_runs.pc2_share is 'share along the second, 0 to 1; null as pc1_share';
