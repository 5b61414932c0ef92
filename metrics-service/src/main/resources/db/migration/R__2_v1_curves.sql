create or replace view results.v1_curves as
select
  variant.experiment,
  variant.name as variant,
  variant.ordinal,
  position.phase,
  position.step,
  position.stage,
  position.updates,
  position.phase = variant.phase and position.step = variant.step and position.stage = variant.stage
    as at_end,
  population.n::integer as n,
  population.accuracy_mean,
  population.accuracy_sd,
  population.accuracy_mean - student_t.quantile * population.accuracy_sd / sqrt(population.n)
    as accuracy_low,
  population.accuracy_mean + student_t.quantile * population.accuracy_sd / sqrt(population.n)
    as accuracy_high,
  population.achieved_sparsity_mean,
  population.mean_q,
  comparison.baseline_phase,
  comparison.baseline_step,
  comparison.baseline_stage,
  cardinality(result.seeds) as compared_n,
  result.dense_accuracy as baseline_accuracy,
  result.accuracy_difference,
  result.accuracy_difference_low,
  result.accuracy_difference_high,
  result.pies_smallest_label as pies,
  resampling.floor_mean,
  resampling.floor_high,
  resampling.floor_p,
  result.mean_taxicab,
  comparison.revision > comparison.computed_revision as due,
  population.loss_mean
from variant
join planned_position position on position.variant = variant.id
cross join lateral (
  select
    count(*) as n,
    avg(accuracy) as accuracy_mean,
    stddev_samp(accuracy) as accuracy_sd,
    avg(loss) as loss_mean,
    avg(sparsity) as achieved_sparsity_mean,
    avg(mean_q) as mean_q
  from measured_network
  where measured_network.variant = position.variant
    and measured_network.phase = position.phase
    and measured_network.step = position.step
    and measured_network.stage = position.stage
) population
left join student_t on student_t.degrees_of_freedom = population.n - 1
left join comparison
  on comparison.variant = position.variant
  and comparison.phase = position.phase
  and comparison.step = position.step
  and comparison.stage = position.stage
left join comparison_result result
  on result.variant = comparison.variant
  and result.phase = comparison.phase
  and result.step = comparison.step
  and result.stage = comparison.stage
left join comparison_resampling resampling
  on resampling.variant = comparison.variant
  and resampling.phase = comparison.phase
  and resampling.step = comparison.step
  and resampling.stage = comparison.stage;

comment on view results.v1_curves is 'One row per variant, dense ones included, and position at which the plan measures it: when a population forgets, and how much comes back.';
comment on column results.v1_curves.experiment is 'id of the experiment';
comment on column results.v1_curves.variant is 'objective_plan for the baseline, objective_plan_sparsity for the others';
comment on column results.v1_curves.ordinal is 'place of the variant in the plan, from 0';
comment on column results.v1_curves.phase is 'phase of the position, from 0';
comment on column results.v1_curves.step is 'updates made in that phase';
comment on column results.v1_curves.stage is 'trained, or pruned after it: the same weights before and after a mask';
comment on column results.v1_curves.updates is 'updates that a run has behind it there, all phases and its trunk''s included; null where it was planned before they were kept';
comment on column results.v1_curves.at_end is 'whether that is the variant''s last measured position';
comment on column results.v1_curves.n is 'runs measured there so far: those that the means are over';
comment on column results.v1_curves.accuracy_mean is 'mean test accuracy over the runs, 0 to 1; null without runs';
comment on column results.v1_curves.accuracy_sd is 'sample standard deviation of the accuracy over the runs; null for fewer than 2';
comment on column results.v1_curves.accuracy_low is 'lower end of the 95 % t-interval of the mean accuracy; null for fewer than 2';
comment on column results.v1_curves.accuracy_high is 'upper end of that interval; null for fewer than 2';
comment on column results.v1_curves.achieved_sparsity_mean is 'mean over the runs of the share of weights that are zero, 0 to 1; null without runs';
comment on column results.v1_curves.mean_q is 'mean over the runs of the mean Q-Score; null where no run has one';
comment on column results.v1_curves.baseline_phase is 'phase of the baseline''s position that is compared with, from 0: the same updates of the same phase where the baseline is measured there, else its last measured position; null for the baseline';
comment on column results.v1_curves.baseline_step is 'updates made in that phase; null for the baseline';
comment on column results.v1_curves.baseline_stage is 'trained, or pruned after it; null for the baseline';
comment on column results.v1_curves.compared_n is 'seeds present on both sides; null for the baseline and without such a seed, as all that follows';
comment on column results.v1_curves.baseline_accuracy is 'mean accuracy of the baseline''s runs of these seeds at its position, 0 to 1';
comment on column results.v1_curves.accuracy_difference is 'mean over these seeds of the difference of accuracy, pruned - dense, -1 to 1';
comment on column results.v1_curves.accuracy_difference_low is 'lower end of the 95 % t-interval of that mean, paired by seed; null for one seed';
comment on column results.v1_curves.accuracy_difference_high is 'upper end of that interval; null for one seed';
comment on column results.v1_curves.pies is 'test samples whose modal label differs from the baseline''s, equal votes to the smallest label';
comment on column results.v1_curves.floor_mean is 'noise floor of the PIEs: mean count when dense and pruned runs change places at random within each seed';
comment on column results.v1_curves.floor_high is '97.5 % quantile of these counts';
comment on column results.v1_curves.floor_p is 'how likely, if pruning does nothing, at least as many PIEs; above 0, at most 1';
comment on column results.v1_curves.mean_taxicab is 'mean over test samples of the L1 distance of the two populations'' label distributions, 0 to 2';
comment on column results.v1_curves.due is 'whether measurements have come that the comparison does not hold yet; null for the baseline';
comment on column results.v1_curves.loss_mean is 'mean over the runs of the mean cross-entropy on the test set; null without runs';
