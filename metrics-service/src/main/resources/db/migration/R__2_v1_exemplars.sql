create or replace view results.v1_exemplars as
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
  sample.taxicab,
  sample.dense_agreement,
  sample.pruned_agreement,
  sample.dense_q,
  sample.pruned_q,
  sample.dense_depth_final_prediction,
  sample.pruned_depth_final_prediction,
  sample.dense_depth_true_label,
  sample.pruned_depth_true_label
from variant
join comparison_result result
  on result.variant = variant.id
  and result.phase = variant.phase
  and result.step = variant.step
  and result.stage = variant.stage
join variant baseline on baseline.id = variant.baseline
join experiment on experiment.id = variant.experiment
join data_set on data_set.sha256 = experiment.data_set
cross join lateral unnest(
    data_set.test_labels,
    result.dense_label_smallest,
    result.pruned_label_smallest,
    result.dense_label_largest,
    result.pruned_label_largest,
    result.taxicab,
    result.dense_agreement,
    result.pruned_agreement,
    result.dense_q,
    result.pruned_q,
    result.dense_depth_final_prediction,
    result.pruned_depth_final_prediction,
    result.dense_depth_true_label,
    result.pruned_depth_true_label)
  with ordinality
  as sample (
    true_label, dense_label_smallest, pruned_label_smallest, dense_label_largest,
    pruned_label_largest, taxicab, dense_agreement, pruned_agreement, dense_q, pruned_q,
    dense_depth_final_prediction, pruned_depth_final_prediction, dense_depth_true_label,
    pruned_depth_true_label, number);

comment on view results.v1_exemplars is 'One row per pruned variant that has been compared and test sample, at the variant''s end: what each population says of it.';
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
comment on column results.v1_exemplars.dense_agreement is 'share of the dense runs that give the sample dense_label, above 0 to 1; null until computed by definition 2, as all that follows';
comment on column results.v1_exemplars.pruned_agreement is 'share of the pruned runs that give the sample pruned_label, above 0 to 1';
comment on column results.v1_exemplars.dense_q is 'mean Q-Score of the sample over the dense runs that have one, greater than 0; null where none has';
comment on column results.v1_exemplars.pruned_q is 'the same over the pruned runs';
comment on column results.v1_exemplars.dense_depth_final_prediction is 'mean prediction depth of the sample against the final prediction over the dense runs of the seeds whose depth is measured on both sides, 0 to the number of probes; null where not measured';
comment on column results.v1_exemplars.pruned_depth_final_prediction is 'the same over the pruned runs of these seeds';
comment on column results.v1_exemplars.dense_depth_true_label is 'mean prediction depth of the sample against the true label over the dense runs of these seeds, 1 to the number of probes; null where not measured';
comment on column results.v1_exemplars.pruned_depth_true_label is 'the same over the pruned runs of these seeds';
