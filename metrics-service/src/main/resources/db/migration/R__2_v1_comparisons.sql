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
  exists (
    select from comparison waiting
    where waiting.variant = variant.id and waiting.revision > waiting.computed_revision) as due,
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
  variant.last_learning,
  result.definition,
  resampling.floor_arrangements,
  resampling.floor_exhaustive,
  resampling.floor_mean,
  resampling.floor_low,
  resampling.floor_high,
  resampling.floor_p,
  resampling.floor_largest_mean,
  resampling.floor_largest_low,
  resampling.floor_largest_high,
  resampling.floor_largest_p,
  resampling.floor_taxicab_mean,
  resampling.floor_taxicab_low,
  resampling.floor_taxicab_high,
  resampling.floor_taxicab_p,
  resampling.disjoint_splits,
  resampling.disjoint_networks,
  resampling.disjoint_dense_mean,
  resampling.disjoint_dense_low,
  resampling.disjoint_dense_high,
  resampling.disjoint_pruned_mean,
  resampling.disjoint_pruned_low,
  resampling.disjoint_pruned_high,
  resampling.bootstrap_resamples,
  resampling.bootstrap_mean,
  resampling.bootstrap_low,
  resampling.bootstrap_high,
  bit_count(case when others.pies is null then result.pies else result.pies & ~others.pies end)
    ::integer as unique_pies,
  bit_count(
      case
        when others.pies_at_same_sparsity is null then result.pies
        else result.pies & ~others.pies_at_same_sparsity
      end)
    ::integer as unique_pies_at_same_sparsity,
  comparison.phase,
  comparison.step,
  comparison.stage,
  comparison.baseline_phase,
  comparison.baseline_step,
  comparison.baseline_stage
from variant
join comparison
  on comparison.variant = variant.id
  and comparison.phase = variant.phase
  and comparison.step = variant.step
  and comparison.stage = variant.stage
join variant baseline on baseline.id = comparison.baseline
left join comparison_result result
  on result.variant = variant.id
  and result.phase = variant.phase
  and result.step = variant.step
  and result.stage = variant.stage
left join comparison_resampling resampling
  on resampling.variant = result.variant
  and resampling.phase = result.phase
  and resampling.step = result.step
  and resampling.stage = result.stage
left join lateral (
  select
    bit_or(other_result.pies) as pies,
    bit_or(other_result.pies) filter (where other.sparsity = variant.sparsity)
      as pies_at_same_sparsity
  from variant other
  join comparison_result other_result
    on other_result.variant = other.id
    and other_result.phase = other.phase
    and other_result.step = other.step
    and other_result.stage = other.stage
  where other.experiment = variant.experiment and other.id <> variant.id
) others on result.pies is not null;

comment on view results.v1_comparisons is 'One row per pruned variant, at its end: its population against its baseline''s, on the seeds that are measured on both sides. Differences are pruned - dense.';
comment on column results.v1_comparisons.experiment is 'id of the experiment';
comment on column results.v1_comparisons.variant is 'the pruned variant';
comment on column results.v1_comparisons.baseline is 'the dense variant of the same objective';
comment on column results.v1_comparisons.state is 'compared, waiting for baseline (runs are measured, but no seed on both sides) or waiting for runs';
comment on column results.v1_comparisons.due is 'whether measurements have come that the variant''s numbers, here or at its other measured positions, do not hold yet';
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
comment on column results.v1_comparisons.dense_mean_q is 'mean over the dense runs of their mean Q-Score; over the seeds whose two runs have one; null where none does';
comment on column results.v1_comparisons.pruned_mean_q is 'mean over the pruned runs of their mean Q-Score, over the same seeds; null where none does';
comment on column results.v1_comparisons.dense_mean_depth_final_prediction is 'mean over the dense runs of the depth seeds of their mean depth against the final prediction; null where not measured';
comment on column results.v1_comparisons.pruned_mean_depth_final_prediction is 'mean over the pruned runs of the depth seeds of their mean depth against the final prediction; null where not measured';
comment on column results.v1_comparisons.dense_mean_depth_true_label is 'mean over the dense runs of the depth seeds of their mean depth against the true label; null where not measured';
comment on column results.v1_comparisons.pruned_mean_depth_true_label is 'mean over the pruned runs of the depth seeds of their mean depth against the true label; null where not measured';
comment on column results.v1_comparisons.updates_beyond_baseline is 'updates of a pruned run that its baseline does not have: fine-tuning after pruning';
comment on column results.v1_comparisons.last_learning is 'what the pruned runs'' last phase learned by: cross-entropy or linear-probe; where that is not the baseline''s, more than pruning is compared';
comment on column results.v1_comparisons.depth_n is 'seeds whose prediction depth is measured on both sides: those that the four means of depth are over';
comment on column results.v1_comparisons.definition is 'version of the comparison''s definition that the numbers were computed by, from 1; null without numbers, as all that follows';
comment on column results.v1_comparisons.floor_arrangements is 'arrangements of the noise floor: in each, dense and pruned run of every seed change places or stay. All 2^n where these are at most 1,000, else 1,000 drawn by a fixed seed; null until computed by definition 2';
comment on column results.v1_comparisons.floor_exhaustive is 'whether these are all arrangements, each once';
comment on column results.v1_comparisons.floor_mean is 'noise floor: mean over the arrangements of the PIE count, equal votes to the smallest label. Samples that pruning changes firmly stay PIEs in most arrangements and raise it: see disjoint_dense_mean and floor_taxicab_mean';
comment on column results.v1_comparisons.floor_low is '2.5 % quantile of these counts';
comment on column results.v1_comparisons.floor_high is '97.5 % quantile of these counts';
comment on column results.v1_comparisons.floor_p is 'how likely, if pruning does nothing, a count of at least pies_smallest_label: the share of such arrangements where exhaustive (the real one included), else (1 + their number) / (1 + 1,000); above 0, at most 1';
comment on column results.v1_comparisons.floor_largest_mean is 'noise floor of pies_largest_label: mean over the same arrangements, equal votes to the largest label';
comment on column results.v1_comparisons.floor_largest_low is '2.5 % quantile of these counts';
comment on column results.v1_comparisons.floor_largest_high is '97.5 % quantile of these counts';
comment on column results.v1_comparisons.floor_largest_p is 'how likely, if pruning does nothing, a count of at least pies_largest_label; as floor_p';
comment on column results.v1_comparisons.floor_taxicab_mean is 'noise floor of mean_taxicab: its mean over the same arrangements, 0 to 2';
comment on column results.v1_comparisons.floor_taxicab_low is '2.5 % quantile of these means';
comment on column results.v1_comparisons.floor_taxicab_high is '97.5 % quantile of these means';
comment on column results.v1_comparisons.floor_taxicab_p is 'how likely, if pruning does nothing, a mean_taxicab at least as large; as floor_p';
comment on column results.v1_comparisons.disjoint_splits is 'random splits of the seeds into two halves; null for fewer than 4 seeds, as all disjoint_ columns';
comment on column results.v1_comparisons.disjoint_networks is 'runs in each half: n / 2, rounded down; counts of halves are not comparable with counts of all n';
comment on column results.v1_comparisons.disjoint_dense_mean is 'mean over the splits of the PIEs between the dense runs of one half and the dense runs of the other: what other seeds alone do';
comment on column results.v1_comparisons.disjoint_dense_low is '2.5 % quantile of these counts';
comment on column results.v1_comparisons.disjoint_dense_high is '97.5 % quantile of these counts';
comment on column results.v1_comparisons.disjoint_pruned_mean is 'mean over the splits of the PIEs between the dense runs of one half and the pruned runs of the other: other seeds and pruning';
comment on column results.v1_comparisons.disjoint_pruned_low is '2.5 % quantile of these counts';
comment on column results.v1_comparisons.disjoint_pruned_high is '97.5 % quantile of these counts';
comment on column results.v1_comparisons.bootstrap_resamples is 'resamples of the seeds with replacement, the same for both populations; null for one seed, as all bootstrap_ columns';
comment on column results.v1_comparisons.bootstrap_mean is 'mean over the resamples of the PIE count. Biased upward: a resample holds some runs twice and about 37 % of them not at all, so its modal labels are less settled';
comment on column results.v1_comparisons.bootstrap_low is '2.5 % quantile of these counts; biased upward likewise';
comment on column results.v1_comparisons.bootstrap_high is '97.5 % quantile of these counts; biased upward likewise';
comment on column results.v1_comparisons.unique_pies is 'PIEs (smallest label) that are PIEs of no other pruned variant of the experiment at its end, as far as compared';
comment on column results.v1_comparisons.unique_pies_at_same_sparsity is 'PIEs (smallest label) that are PIEs of no other variant of the experiment of the same planned sparsity, as far as compared';
comment on column results.v1_comparisons.phase is 'phase of the compared position, from 0: the variant''s end';
comment on column results.v1_comparisons.step is 'updates made in that phase';
comment on column results.v1_comparisons.stage is 'trained, or pruned after it';
comment on column results.v1_comparisons.baseline_phase is 'phase of the baseline''s position, from 0: the same updates of the same phase where it is measured there, else its last measured position';
comment on column results.v1_comparisons.baseline_step is 'updates made in that phase';
comment on column results.v1_comparisons.baseline_stage is 'trained, or pruned after it';
