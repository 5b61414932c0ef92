create or replace view results.v1_classes as
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
  class.recall_adjusted_p as adjusted_p,
  class.pies
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
    data_set.classes,
    result.dense_recall,
    result.pruned_recall,
    result.recall_difference,
    result.recall_t,
    result.recall_p,
    result.recall_adjusted_p,
    result.class_pies)
  with ordinality
  as class (
    name, dense_recall, pruned_recall, recall_difference, recall_t, recall_p, recall_adjusted_p,
    pies, number);

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
comment on column results.v1_classes.pies is 'PIEs (smallest label) of this true class; null until computed by definition 2';
