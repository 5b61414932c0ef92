-- An experiment may measure prediction depth of some seeds only: its means say of how many.
-- Until now depth was compared where every seed had it.
alter table comparison_result add column depth_seeds bigint[];
update comparison_result set depth_seeds = seeds where dense_mean_depth_true_label is not null
  and pruned_mean_depth_true_label is not null;

-- What was done beyond the baseline stands wherever a variant is compared with it: a one-shot run is
-- fine-tuned after all that its baseline does, and by cross-entropy, whatever its objective was.
alter table variant add column updates bigint;
alter table variant add column last_learning text;

create or replace view results.v1_variants as
select
  variant.experiment,
  variant.name as variant,
  variant.ordinal,
  variant.objective,
  variant.pruning_plan,
  variant.sparsity,
  baseline.name as baseline,
  (select count(*) from run where run.variant = variant.id)::integer as planned,
  population.n::integer as n,
  population.accuracy_mean,
  population.accuracy_sd,
  population.accuracy_mean - student_t.quantile * population.accuracy_sd / sqrt(population.n)
    as accuracy_low,
  population.accuracy_mean + student_t.quantile * population.accuracy_sd / sqrt(population.n)
    as accuracy_high,
  population.loss_mean,
  population.achieved_sparsity_mean,
  population.mean_q,
  population.mean_depth_final_prediction,
  population.mean_depth_true_label,
  result.pies_smallest_label as pies,
  population.depth_n::integer as depth_n,
  variant.updates,
  variant.updates - baseline.updates as updates_beyond_baseline,
  variant.last_learning
from variant
left join variant baseline on baseline.id = variant.baseline
cross join lateral (
  select
    count(*) as n,
    count(mean_depth_final_prediction) as depth_n,
    avg(accuracy) as accuracy_mean,
    stddev_samp(accuracy) as accuracy_sd,
    avg(loss) as loss_mean,
    avg(sparsity) as achieved_sparsity_mean,
    avg(mean_q) as mean_q,
    avg(mean_depth_final_prediction) as mean_depth_final_prediction,
    avg(mean_depth_true_label) as mean_depth_true_label
  from population_member
  where population_member.variant = variant.id
) population
left join student_t on student_t.degrees_of_freedom = population.n - 1
left join comparison_result result on result.variant = variant.id;

comment on column results.v1_variants.updates is 'updates that a run of the variant has behind it at its end, its trunk''s included; null where it was planned before they were kept';
comment on column results.v1_variants.updates_beyond_baseline is 'how many of them its baseline does not have: fine-tuning after pruning; null for the baseline';
comment on column results.v1_variants.last_learning is 'what the last phase learned by: cross-entropy (the whole network), linear-probe (the classifier alone, on the encoder of the objective); a contrastive network whose last phase is cross-entropy is no contrastive network any more';
comment on column results.v1_variants.depth_n is 'runs whose prediction depth was measured: those that the means of depth are over';
comment on column results.v1_variants.mean_depth_final_prediction is 'mean over these runs of the mean prediction depth against the final prediction, 0 to the number of probes; null where not asked for';
comment on column results.v1_variants.mean_depth_true_label is 'mean over these runs of the mean prediction depth against the true label, 1 to the number of probes; null where not asked for';

create or replace view results.v1_comparisons as
select
  variant.experiment,
  variant.name as variant,
  baseline.name as baseline,
  case
    when result.variant is not null then 'compared'
    when exists (select from population_member where population_member.variant = variant.id)
      then 'waiting for baseline'
    else 'waiting for runs'
  end as state,
  comparison.revision > comparison.computed_revision as due,
  coalesce(cardinality(result.seeds), 0) as n,
  result.seeds,
  result.computed_at,
  result.pies_smallest_label,
  result.pies_largest_label,
  result.mean_taxicab,
  result.dense_accuracy,
  result.pruned_accuracy,
  result.accuracy_difference,
  result.accuracy_difference_sd,
  result.accuracy_difference_low,
  result.accuracy_difference_high,
  result.dense_accuracy_on_pies,
  result.pruned_accuracy_on_pies,
  result.dense_accuracy_on_others,
  result.pruned_accuracy_on_others,
  result.dense_mean_q,
  result.pruned_mean_q,
  result.dense_mean_depth_final_prediction,
  result.pruned_mean_depth_final_prediction,
  result.dense_mean_depth_true_label,
  result.pruned_mean_depth_true_label,
  coalesce(cardinality(result.depth_seeds), 0) as depth_n,
  variant.updates - baseline.updates as updates_beyond_baseline,
  variant.last_learning
from comparison
join variant on variant.id = comparison.variant
join variant baseline on baseline.id = comparison.baseline
left join comparison_result result on result.variant = comparison.variant;

comment on column results.v1_comparisons.updates_beyond_baseline is 'updates of a pruned run that its baseline does not have: fine-tuning after pruning';
comment on column results.v1_comparisons.last_learning is 'what the pruned runs'' last phase learned by: cross-entropy or linear-probe; where that is not the baseline''s, more than pruning is compared';
comment on column results.v1_comparisons.dense_mean_depth_final_prediction is 'mean over the dense runs of the depth seeds of their mean depth against the final prediction; null where not measured';
comment on column results.v1_comparisons.pruned_mean_depth_final_prediction is 'mean over the pruned runs of the depth seeds of their mean depth against the final prediction; null where not measured';
comment on column results.v1_comparisons.dense_mean_depth_true_label is 'mean over the dense runs of the depth seeds of their mean depth against the true label; null where not measured';
comment on column results.v1_comparisons.pruned_mean_depth_true_label is 'mean over the pruned runs of the depth seeds of their mean depth against the true label; null where not measured';
comment on column results.v1_comparisons.depth_n is 'seeds whose prediction depth is measured on both sides: those that the four means of depth are over';

comment on column results.v1_runs.attempt is 'attempt that was measured or failed, from 1; null while waiting';
comment on column results.v1_samples.attempt is 'the run''s attempt, from 1';
