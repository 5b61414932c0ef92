create or replace view results.v1_overlaps as
select
  variant.experiment,
  variant.name as variant,
  other.name as other,
  bit_count(result.pies)::integer as pies,
  bit_count(other_result.pies)::integer as other_pies,
  bit_count(result.pies & other_result.pies)::integer as common,
  bit_count(result.pies & other_result.pies)::double precision
    / nullif(bit_count(result.pies | other_result.pies), 0) as jaccard,
  variant.sparsity = other.sparsity as at_same_sparsity
from variant
join comparison_result result
  on result.variant = variant.id
  and result.phase = variant.phase
  and result.step = variant.step
  and result.stage = variant.stage
join variant other on other.experiment = variant.experiment and other.id <> variant.id
join comparison_result other_result
  on other_result.variant = other.id
  and other_result.phase = other.phase
  and other_result.step = other.step
  and other_result.stage = other.stage
where result.pies is not null and other_result.pies is not null;

comment on view results.v1_overlaps is 'One row per ordered pair of pruned variants of one experiment that have been compared, at their ends: how far their PIEs (smallest label) are the same samples. Variants of different objectives have different baselines.';
comment on column results.v1_overlaps.experiment is 'id of the experiment';
comment on column results.v1_overlaps.variant is 'a pruned variant';
comment on column results.v1_overlaps.other is 'another pruned variant of the experiment';
comment on column results.v1_overlaps.pies is 'PIEs of the variant';
comment on column results.v1_overlaps.other_pies is 'PIEs of the other';
comment on column results.v1_overlaps.common is 'samples that are PIEs of both';
comment on column results.v1_overlaps.jaccard is 'common / (pies + other_pies - common), 0 to 1; null where neither has PIEs';
comment on column results.v1_overlaps.at_same_sparsity is 'whether the two have the same planned sparsity';
