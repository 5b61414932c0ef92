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

comment on view results.v1_comparisons is 'One row per pruned variant: its population against its baseline''s, on the seeds that are measured on both sides. Differences are pruned - dense.';
comment on column results.v1_comparisons.experiment is 'id of the experiment';
comment on column results.v1_comparisons.variant is 'the pruned variant';
comment on column results.v1_comparisons.baseline is 'the dense variant of the same objective';
comment on column results.v1_comparisons.state is 'compared, waiting for baseline (runs are measured, but no seed on both sides) or waiting for runs';
comment on column results.v1_comparisons.due is 'whether measurements have come that the numbers do not hold yet';
comment on column results.v1_comparisons.n is 'seeds present on both sides, at least 0';
comment on column results.v1_comparisons.seeds is 'these seeds, ascending; null where there are none, as are all numbers that follow';
comment on column results.v1_comparisons.computed_at is 'when the numbers were computed';
comment on column results.v1_comparisons.pies_smallest_label is 'pruning-identified exemplars: test samples whose modal label over the pruned runs is not that over the dense runs; equal votes to the smallest label (Corti et al. 2022)';
comment on column results.v1_comparisons.pies_largest_label is 'the same with equal votes to the largest label (Hooker et al. 2019)';
comment on column results.v1_comparisons.mean_taxicab is 'mean over test samples of the L1 distance of the two populations'' label distributions, 0 to 2';
comment on column results.v1_comparisons.dense_accuracy is 'mean accuracy of the dense runs of these seeds, 0 to 1';
comment on column results.v1_comparisons.pruned_accuracy is 'mean accuracy of the pruned runs of these seeds, 0 to 1';
comment on column results.v1_comparisons.accuracy_difference is 'mean over seeds of the difference of accuracy, -1 to 1';
comment on column results.v1_comparisons.accuracy_difference_sd is 'sample standard deviation of that difference over seeds; null for one seed';
comment on column results.v1_comparisons.accuracy_difference_low is 'lower end of the 95 % t-interval of the mean difference, paired by seed; null for one seed';
comment on column results.v1_comparisons.accuracy_difference_high is 'upper end of that interval; null for one seed';
comment on column results.v1_comparisons.dense_accuracy_on_pies is 'mean accuracy of the dense runs on the PIEs (smallest label), 0 to 1; null without PIEs';
comment on column results.v1_comparisons.pruned_accuracy_on_pies is 'mean accuracy of the pruned runs on the PIEs (smallest label), 0 to 1; null without PIEs';
comment on column results.v1_comparisons.dense_accuracy_on_others is 'mean accuracy of the dense runs on the other samples, 0 to 1; null where all are PIEs';
comment on column results.v1_comparisons.pruned_accuracy_on_others is 'mean accuracy of the pruned runs on the other samples, 0 to 1; null where all are PIEs';
comment on column results.v1_comparisons.dense_mean_q is 'mean over the dense runs of their mean Q-Score; null where a run has none';
comment on column results.v1_comparisons.pruned_mean_q is 'mean over the pruned runs of their mean Q-Score; null where a run has none';
comment on column results.v1_comparisons.dense_mean_depth_final_prediction is 'mean over the dense runs of the depth seeds of their mean depth against the final prediction; null where not measured';
comment on column results.v1_comparisons.pruned_mean_depth_final_prediction is 'mean over the pruned runs of the depth seeds of their mean depth against the final prediction; null where not measured';
comment on column results.v1_comparisons.dense_mean_depth_true_label is 'mean over the dense runs of the depth seeds of their mean depth against the true label; null where not measured';
comment on column results.v1_comparisons.pruned_mean_depth_true_label is 'mean over the pruned runs of the depth seeds of their mean depth against the true label; null where not measured';
comment on column results.v1_comparisons.updates_beyond_baseline is 'updates of a pruned run that its baseline does not have: fine-tuning after pruning';
comment on column results.v1_comparisons.last_learning is 'what the pruned runs'' last phase learned by: cross-entropy or linear-probe; where that is not the baseline''s, more than pruning is compared';
comment on column results.v1_comparisons.depth_n is 'seeds whose prediction depth is measured on both sides: those that the four means of depth are over';
