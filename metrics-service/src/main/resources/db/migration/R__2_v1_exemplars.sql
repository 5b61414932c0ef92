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
