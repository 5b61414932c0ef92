create or replace view results.v1_means as
select
  variant.experiment,
  variant.name as variant,
  variant.ordinal,
  baseline.name as baseline,
  population.quantity,
  population.n,
  population.mean,
  population.sd,
  population.mean - own_t.quantile * population.sd / sqrt(population.n) as low,
  population.mean + own_t.quantile * population.sd / sqrt(population.n) as high,
  population.difference_n,
  population.difference,
  population.difference_sd,
  population.difference - difference_t.quantile * population.difference_sd
    / sqrt(population.difference_n) as difference_low,
  population.difference + difference_t.quantile * population.difference_sd
    / sqrt(population.difference_n) as difference_high
from variant
left join variant baseline on baseline.id = variant.baseline
cross join lateral (
  select
    measured.quantity,
    count(measured.own)::integer as n,
    avg(measured.own) as mean,
    stddev_samp(measured.own) as sd,
    count(measured.own - measured.dense)::integer as difference_n,
    avg(measured.own - measured.dense) as difference,
    stddev_samp(measured.own - measured.dense) as difference_sd
  from population_member own
  left join population_member dense
    on dense.variant = variant.baseline and dense.seed = own.seed
  cross join lateral (
    values
      ('accuracy', own.accuracy, dense.accuracy),
      ('loss', own.loss, dense.loss),
      ('achieved-sparsity', own.sparsity, dense.sparsity),
      ('q', own.mean_q, dense.mean_q),
      (
        'depth-final-prediction',
        own.mean_depth_final_prediction,
        dense.mean_depth_final_prediction
      ),
      ('depth-true-label', own.mean_depth_true_label, dense.mean_depth_true_label),
      ('ece', own.ece, dense.ece),
      ('knn-accuracy', own.knn_accuracy, dense.knn_accuracy),
      ('rank-me', own.rank_me, dense.rank_me),
      ('alignment', own.alignment, dense.alignment),
      ('uniformity', own.uniformity, dense.uniformity)
  ) measured (quantity, own, dense)
  where own.variant = variant.id
  group by measured.quantity
  having count(measured.own) > 0
) population
left join student_t own_t on own_t.degrees_of_freedom = population.n - 1
left join student_t difference_t
  on difference_t.degrees_of_freedom = population.difference_n - 1;

comment on view results.v1_means is 'One row per variant and quantity that any of its runs has: the mean over the runs that are measured at the variant''s last measured position, and over seeds the mean difference from the dense networks of the same seeds at theirs, each with its interval.';
comment on column results.v1_means.experiment is 'id of the experiment';
comment on column results.v1_means.variant is 'objective_plan for the baseline, objective_plan_sparsity for the others';
comment on column results.v1_means.ordinal is 'place of the variant in the plan, from 0';
comment on column results.v1_means.baseline is 'the dense variant of the same objective; null for that variant itself';
comment on column results.v1_means.quantity is 'accuracy (0 to 1), loss (nats), achieved-sparsity (0 to 1), q (mean Q-Score), depth-final-prediction (0 to the number of probes), depth-true-label (1 to it), ece (expected calibration error, 0 to 1), knn-accuracy (0 to 1), rank-me (1 to the latents'' width), alignment (0 to 4), uniformity (-8 to 0)';
comment on column results.v1_means.n is 'runs that have the quantity, at least 1: no Q-Score and no RankMe where all latents are zero, no depth and no geometry where not asked for; without any there is no row';
comment on column results.v1_means.mean is 'mean of it over these runs';
comment on column results.v1_means.sd is 'sample standard deviation over these runs; null for one';
comment on column results.v1_means.low is 'lower end of the 95 % t-interval of the mean; null for one run';
comment on column results.v1_means.high is 'upper end of that interval; null for one run';
comment on column results.v1_means.difference_n is 'seeds whose pruned and whose dense run both have the quantity; 0 for the baseline';
comment on column results.v1_means.difference is 'mean over these seeds of pruned - dense; null without any';
comment on column results.v1_means.difference_sd is 'sample standard deviation of that difference over seeds; null for fewer than 2';
comment on column results.v1_means.difference_low is 'lower end of the 95 % t-interval of the difference; null for fewer than 2 seeds';
comment on column results.v1_means.difference_high is 'upper end of that interval; null for fewer than 2 seeds';
