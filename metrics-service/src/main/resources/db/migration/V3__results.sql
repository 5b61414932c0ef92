-- The published read contract over the metrics service's tables. Columns are only ever added.
-- Two services migrate into this schema, possibly at the same moment.
do $$
begin
  create schema if not exists results;
exception
  when duplicate_schema or unique_violation then null;
end $$;

create view results.v1_runs as
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
  case when member.id is null then failed.detail end as failure_detail
from run
join variant on variant.id = run.variant
left join population_member member on member.run = run.id
left join lateral (
  select * from failed_measurement
  where failed_measurement.run = run.id
  order by attempt desc, phase desc, step desc, stage desc
  limit 1
) failed on true;

comment on view results.v1_runs is 'One row per planned run: its measurement at the last measured position of its variant, by its newest measured attempt.';
comment on column results.v1_runs.experiment is 'id of the experiment';
comment on column results.v1_runs.variant is 'objective_plan for the baseline, objective_plan_sparsity for the others';
comment on column results.v1_runs.seed is 'seed of the run, at least 0';
comment on column results.v1_runs.state is 'measured, failed or waiting';
comment on column results.v1_runs.attempt is 'attempt that was measured or failed, from 0; null while waiting';
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
comment on column results.v1_runs.support_samples is 'training images that voted in prediction depth; null where depth was not asked for';
comment on column results.v1_runs.mean_depth_final_prediction is 'mean prediction depth against the final prediction, 0 to the number of probes; null where not asked for';
comment on column results.v1_runs.mean_depth_true_label is 'mean prediction depth against the true label, 1 to the number of probes; null where not asked for';
comment on column results.v1_runs.failure_reason is 'why the measurement failed, for instance ARTIFACT_UNREADABLE; null unless failed';
comment on column results.v1_runs.failure_detail is 'a sentence on the failure; null unless failed';

create view results.v1_variants as
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
  result.pies_smallest_label as pies
from variant
left join variant baseline on baseline.id = variant.baseline
cross join lateral (
  select
    count(*) as n,
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

comment on view results.v1_variants is 'One row per variant: its population, which is the runs that are measured at its last measured position.';
comment on column results.v1_variants.experiment is 'id of the experiment';
comment on column results.v1_variants.variant is 'objective_plan for the baseline, objective_plan_sparsity for the others';
comment on column results.v1_variants.ordinal is 'place of the variant in the plan, from 0';
comment on column results.v1_variants.objective is 'what the networks learn by';
comment on column results.v1_variants.pruning_plan is 'name of the pruning plan';
comment on column results.v1_variants.sparsity is 'planned share of zeros, 0 to 1; 0 for the baseline';
comment on column results.v1_variants.baseline is 'the dense variant of the same objective; null for that variant itself';
comment on column results.v1_variants.planned is 'runs in the plan';
comment on column results.v1_variants.n is 'runs measured so far: those that the means are over';
comment on column results.v1_variants.accuracy_mean is 'mean test accuracy over the runs, 0 to 1';
comment on column results.v1_variants.accuracy_sd is 'sample standard deviation of the accuracy over the runs; null for fewer than 2';
comment on column results.v1_variants.accuracy_low is 'lower end of the 95 % t-interval of the mean accuracy; null for fewer than 2';
comment on column results.v1_variants.accuracy_high is 'upper end of the 95 % t-interval of the mean accuracy; null for fewer than 2';
comment on column results.v1_variants.loss_mean is 'mean over the runs of the mean cross-entropy on the test samples, nats';
comment on column results.v1_variants.achieved_sparsity_mean is 'mean over the runs of the share of weights that are zero, 0 to 1';
comment on column results.v1_variants.mean_q is 'mean over the runs of the mean Q-Score';
comment on column results.v1_variants.mean_depth_final_prediction is 'mean over the runs of the mean prediction depth against the final prediction, 0 to the number of probes; null where not asked for';
comment on column results.v1_variants.mean_depth_true_label is 'mean over the runs of the mean prediction depth against the true label, 1 to the number of probes; null where not asked for';
comment on column results.v1_variants.pies is 'test samples whose modal label differs from the baseline''s, over the seeds present on both sides, equal votes to the smallest label; null for the baseline and without a common seed';

create view results.v1_comparisons as
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
  result.pruned_mean_depth_true_label
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
comment on column results.v1_comparisons.dense_mean_depth_final_prediction is 'mean over the dense runs of their mean depth against the final prediction; null where not measured';
comment on column results.v1_comparisons.pruned_mean_depth_final_prediction is 'mean over the pruned runs of their mean depth against the final prediction; null where not measured';
comment on column results.v1_comparisons.dense_mean_depth_true_label is 'mean over the dense runs of their mean depth against the true label; null where not measured';
comment on column results.v1_comparisons.pruned_mean_depth_true_label is 'mean over the pruned runs of their mean depth against the true label; null where not measured';

create view results.v1_samples as
select
  variant.experiment,
  variant.name as variant,
  run.seed,
  measurement.attempt,
  measurement.phase,
  measurement.step,
  measurement.stage,
  sample.number::integer - 1 as sample,
  sample.true_label,
  class.name as true_class,
  sample.predicted_label,
  sample.predicted_label = sample.true_label as correct,
  sample.confidence,
  sample.q,
  sample.z,
  sample.l1,
  sample.depth_final_prediction,
  sample.depth_true_label
from measurement
join run on run.id = measurement.run
join variant on variant.id = run.variant
join experiment on experiment.id = variant.experiment
join data_set on data_set.sha256 = experiment.data_set
cross join lateral unnest(
    data_set.test_labels,
    measurement.predicted_label,
    measurement.confidence,
    measurement.q,
    measurement.z,
    measurement.l1,
    measurement.depth_final_prediction,
    measurement.depth_true_label)
  with ordinality
  as sample (
    true_label, predicted_label, confidence, q, z, l1, depth_final_prediction, depth_true_label,
    number)
cross join lateral (select data_set.classes[sample.true_label + 1] as name) class;

comment on view results.v1_samples is 'One row per measured checkpoint and test sample, at every measured position and attempt.';
comment on column results.v1_samples.experiment is 'id of the experiment';
comment on column results.v1_samples.variant is 'the run''s variant';
comment on column results.v1_samples.seed is 'the run''s seed';
comment on column results.v1_samples.attempt is 'the run''s attempt, from 0';
comment on column results.v1_samples.phase is 'phase of the checkpoint, from 0';
comment on column results.v1_samples.step is 'updates made in that phase, from 0';
comment on column results.v1_samples.stage is 'trained, or pruned after it';
comment on column results.v1_samples.sample is 'index of the sample in the test set, from 0';
comment on column results.v1_samples.true_label is 'label in the data set, from 0';
comment on column results.v1_samples.true_class is 'name of that class';
comment on column results.v1_samples.predicted_label is 'label of the largest logit, from 0; equal logits: the smallest label';
comment on column results.v1_samples.correct is 'whether the prediction is the true label';
comment on column results.v1_samples.confidence is 'the softmax''s share of the predicted label, 0 to 1';
comment on column results.v1_samples.q is 'Q-Score of the latent: z / l1, greater than 0; null where the latent has no norm or no spread';
comment on column results.v1_samples.z is 'standardised distance of the latent''s largest value from its mean, greater than 0; null as q';
comment on column results.v1_samples.l1 is 'L1 norm of the L2-normalised latent, at least 1; null as q';
comment on column results.v1_samples.depth_final_prediction is 'smallest l such that the probes from l on, counted from 0, all give the final prediction; the number of probes where the last differs (Baldock et al. 2021); null where not asked for';
comment on column results.v1_samples.depth_true_label is 'one more than the index of the last probe that differs from the true label, 1 where none does (the code of Corti et al. 2022); null where not asked for';

create view results.v1_exemplars as
select
  variant.experiment,
  variant.name as variant,
  baseline.name as baseline,
  sample.number::integer - 1 as sample,
  sample.true_label,
  sample.dense_label_smallest as dense_label,
  sample.pruned_label_smallest as pruned_label,
  sample.dense_label_smallest <> sample.pruned_label_smallest as pie,
  sample.dense_label_largest,
  sample.pruned_label_largest,
  sample.dense_label_largest <> sample.pruned_label_largest as pie_largest,
  sample.taxicab
from comparison_result result
join comparison on comparison.variant = result.variant
join variant on variant.id = comparison.variant
join variant baseline on baseline.id = comparison.baseline
join experiment on experiment.id = variant.experiment
join data_set on data_set.sha256 = experiment.data_set
cross join lateral unnest(
    data_set.test_labels,
    result.dense_label_smallest,
    result.pruned_label_smallest,
    result.dense_label_largest,
    result.pruned_label_largest,
    result.taxicab)
  with ordinality
  as sample (
    true_label, dense_label_smallest, pruned_label_smallest, dense_label_largest,
    pruned_label_largest, taxicab, number);

comment on view results.v1_exemplars is 'One row per pruned variant that has been compared and test sample: what each population says of it.';
comment on column results.v1_exemplars.experiment is 'id of the experiment';
comment on column results.v1_exemplars.variant is 'the pruned variant';
comment on column results.v1_exemplars.baseline is 'the dense variant of the same objective';
comment on column results.v1_exemplars.sample is 'index of the sample in the test set, from 0';
comment on column results.v1_exemplars.true_label is 'label in the data set, from 0';
comment on column results.v1_exemplars.dense_label is 'most frequent label over the dense runs; equal votes: the smallest';
comment on column results.v1_exemplars.pruned_label is 'most frequent label over the pruned runs; equal votes: the smallest';
comment on column results.v1_exemplars.pie is 'whether these two differ: a pruning-identified exemplar (Corti et al. 2022)';
comment on column results.v1_exemplars.dense_label_largest is 'most frequent label over the dense runs; equal votes: the largest';
comment on column results.v1_exemplars.pruned_label_largest is 'most frequent label over the pruned runs; equal votes: the largest';
comment on column results.v1_exemplars.pie_largest is 'whether these two differ (Hooker et al. 2019)';
comment on column results.v1_exemplars.taxicab is 'L1 distance of the two populations'' label distributions, 0 to 2';

create view results.v1_classes as
select
  variant.experiment,
  variant.name as variant,
  baseline.name as baseline,
  class.number::integer - 1 as label,
  class.name as class,
  class.dense_recall,
  class.pruned_recall,
  class.recall_difference,
  class.recall_t as t,
  class.recall_p as p,
  class.recall_adjusted_p as adjusted_p
from comparison_result result
join comparison on comparison.variant = result.variant
join variant on variant.id = comparison.variant
join variant baseline on baseline.id = comparison.baseline
join experiment on experiment.id = variant.experiment
join data_set on data_set.sha256 = experiment.data_set
cross join lateral unnest(
    data_set.classes,
    result.dense_recall,
    result.pruned_recall,
    result.recall_difference,
    result.recall_t,
    result.recall_p,
    result.recall_adjusted_p)
  with ordinality
  as class (
    name, dense_recall, pruned_recall, recall_difference, recall_t, recall_p, recall_adjusted_p,
    number);

comment on view results.v1_classes is 'One row per pruned variant that has been compared and class: whether pruning costs the class more than it costs accuracy.';
comment on column results.v1_classes.experiment is 'id of the experiment';
comment on column results.v1_classes.variant is 'the pruned variant';
comment on column results.v1_classes.baseline is 'the dense variant of the same objective';
comment on column results.v1_classes.label is 'the class''s label, from 0';
comment on column results.v1_classes.class is 'its name';
comment on column results.v1_classes.dense_recall is 'mean recall over the dense runs, 0 to 1; null for a class without test samples';
comment on column results.v1_classes.pruned_recall is 'mean recall over the pruned runs, 0 to 1; null as above';
comment on column results.v1_classes.recall_difference is 'mean of recall minus the population''s mean accuracy, pruned - dense, -2 to 2; null as above';
comment on column results.v1_classes.t is 'Welch''s t of that difference; null for fewer than 2 runs or no variance on either side';
comment on column results.v1_classes.p is 'its two-sided p, 0 to 1; null as t';
comment on column results.v1_classes.adjusted_p is 'p adjusted over the comparison''s classes by Benjamini and Hochberg, 0 to 1; null as t';
