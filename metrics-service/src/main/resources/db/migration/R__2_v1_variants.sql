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
  variant.last_learning,
  population.ece_mean,
  population.knn_accuracy_mean,
  population.rank_me_mean,
  population.alignment_mean,
  population.uniformity_mean,
  resampling.floor_mean,
  resampling.floor_low,
  resampling.floor_high,
  resampling.floor_p
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
    avg(mean_depth_true_label) as mean_depth_true_label,
    avg(ece) as ece_mean,
    avg(knn_accuracy) as knn_accuracy_mean,
    avg(rank_me) as rank_me_mean,
    avg(alignment) as alignment_mean,
    avg(uniformity) as uniformity_mean
  from population_member
  where population_member.variant = variant.id
) population
left join student_t on student_t.degrees_of_freedom = population.n - 1
left join comparison_result result
  on result.variant = variant.id
  and result.phase = variant.phase
  and result.step = variant.step
  and result.stage = variant.stage
left join comparison_resampling resampling
  on resampling.variant = result.variant
  and resampling.phase = result.phase
  and resampling.step = result.step
  and resampling.stage = result.stage;

comment on view results.v1_variants is 'One row per variant: its population, which is the runs that are measured at its last measured position.';
comment on column results.v1_variants.experiment is 'id of the experiment';
comment on column results.v1_variants.variant is 'objective_plan for the baseline, objective_plan_sparsity for the others';
comment on column results.v1_variants.ordinal is 'place of the variant in the plan, from 0';
comment on column results.v1_variants.objective is 'what the networks learn by';
comment on column results.v1_variants.pruning_plan is 'name of the pruning plan';
comment on column results.v1_variants.sparsity is 'planned share of zeros, 0 to 1; 0 for the baseline';
comment on column results.v1_variants.baseline is 'the dense variant of the same objective; null for that variant itself';
comment on column results.v1_variants.planned is 'runs in the plan';
comment on column results.v1_variants.n is 'runs measured so far; a mean is over those of them that have the quantity: v1_means says how many, with standard deviation and interval';
comment on column results.v1_variants.accuracy_mean is 'mean test accuracy over the runs, 0 to 1';
comment on column results.v1_variants.accuracy_sd is 'sample standard deviation of the accuracy over the runs; null for fewer than 2';
comment on column results.v1_variants.accuracy_low is 'lower end of the 95 % t-interval of the mean accuracy; null for fewer than 2';
comment on column results.v1_variants.accuracy_high is 'upper end of the 95 % t-interval of the mean accuracy; null for fewer than 2';
comment on column results.v1_variants.loss_mean is 'mean over the runs of the mean cross-entropy on the test samples, nats';
comment on column results.v1_variants.achieved_sparsity_mean is 'mean over the runs of the share of weights that are zero, 0 to 1';
comment on column results.v1_variants.mean_q is 'mean over the runs of the mean Q-Score';
comment on column results.v1_variants.mean_depth_final_prediction is 'mean over these runs of the mean prediction depth against the final prediction, 0 to the number of probes; null where not asked for';
comment on column results.v1_variants.mean_depth_true_label is 'mean over these runs of the mean prediction depth against the true label, 1 to the number of probes; null where not asked for';
comment on column results.v1_variants.pies is 'test samples whose modal label differs from the baseline''s, over the seeds present on both sides, equal votes to the smallest label; null for the baseline and without a common seed';
comment on column results.v1_variants.updates is 'updates that a run of the variant has behind it at its end, its trunk''s included; null where it was planned before they were kept';
comment on column results.v1_variants.updates_beyond_baseline is 'how many of them its baseline does not have: fine-tuning after pruning; null for the baseline';
comment on column results.v1_variants.last_learning is 'what the last phase learned by: cross-entropy (the whole network), linear-probe (the classifier alone, on the encoder of the objective); a contrastive network whose last phase is cross-entropy is no contrastive network any more';
comment on column results.v1_variants.depth_n is 'runs whose prediction depth was measured: those that the means of depth are over';
comment on column results.v1_variants.ece_mean is 'mean over the runs of the expected calibration error, 0 to 1; runs that were measured before it was are left out; null where none has it';
comment on column results.v1_variants.knn_accuracy_mean is 'mean over the runs of the k-NN accuracy on the latents, 0 to 1; null where not asked for';
comment on column results.v1_variants.rank_me_mean is 'mean over the runs of RankMe, 1 to the latents'' width; runs whose latents are all zero are left out; null where not asked for';
comment on column results.v1_variants.alignment_mean is 'mean over the runs of the alignment of two views, 0 to 4; null where not asked for';
comment on column results.v1_variants.uniformity_mean is 'mean over the runs of the uniformity of the latents, -8 to 0; null where not asked for';
comment on column results.v1_variants.floor_mean is 'noise floor of the PIEs: mean count when dense and pruned runs change places at random within each seed; null for the baseline and where nothing is compared';
comment on column results.v1_variants.floor_low is '2.5 % quantile of these counts; null as floor_mean';
comment on column results.v1_variants.floor_high is '97.5 % quantile of these counts; null as floor_mean';
comment on column results.v1_variants.floor_p is 'how likely, if pruning does nothing, at least as many PIEs as there are: above 0, at most 1; null as floor_mean';
