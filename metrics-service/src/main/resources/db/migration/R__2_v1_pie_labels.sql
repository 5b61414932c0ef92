create or replace view results.v1_pie_labels as
select
  variant.experiment,
  variant.name as variant,
  baseline.name as baseline,
  label.true_label,
  label.dense_label,
  label.pruned_label,
  data_set.classes[label.true_label + 1] as true_class,
  data_set.classes[label.dense_label + 1] as dense_class,
  data_set.classes[label.pruned_label + 1] as pruned_class,
  label.pies
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
    result.pie_true_label, result.pie_dense_label, result.pie_pruned_label, result.pie_count)
  as label (true_label, dense_label, pruned_label, pies);

comment on view results.v1_pie_labels is 'One row per pruned variant that has been compared, at its end, and (true, dense, pruned) label with PIEs: from what to what the modal label goes.';
comment on column results.v1_pie_labels.experiment is 'id of the experiment';
comment on column results.v1_pie_labels.variant is 'the pruned variant';
comment on column results.v1_pie_labels.baseline is 'the dense variant of the same objective';
comment on column results.v1_pie_labels.true_label is 'label in the data set, from 0';
comment on column results.v1_pie_labels.dense_label is 'most frequent label over the dense runs, from 0; equal votes: the smallest';
comment on column results.v1_pie_labels.pruned_label is 'most frequent label over the pruned runs, from 0; equal votes: the smallest; never dense_label';
comment on column results.v1_pie_labels.true_class is 'name of the true class';
comment on column results.v1_pie_labels.dense_class is 'name of the dense runs'' class';
comment on column results.v1_pie_labels.pruned_class is 'name of the pruned runs'' class';
comment on column results.v1_pie_labels.pies is 'PIEs of these three labels, at least 1; combinations without PIEs have no row';
