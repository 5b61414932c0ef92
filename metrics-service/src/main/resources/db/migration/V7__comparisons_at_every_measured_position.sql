-- Populations are compared at every position that the plan measures, not at the variant's end alone,
-- and a comparison holds what chance does to it.

-- The positions that the plan measures; those of experiments from before are the variants' ends.
create table planned_position (
  variant text not null references variant,
  phase integer not null,
  step integer not null,
  stage text not null check (stage in ('trained', 'pruned')),
  updates bigint,
  primary key (variant, phase, step, stage)
);
insert into planned_position (variant, phase, step, stage, updates)
select id, phase, step, stage, updates from variant where phase is not null;

-- The newest attempt at a position is found without reading a run's other positions.
create index measurement_by_position on measurement (run, phase, step, stage, attempt desc);

alter table comparison
  add column phase integer,
  add column step integer,
  add column stage text check (stage in ('trained', 'pruned')),
  add column baseline_phase integer,
  add column baseline_step integer,
  add column baseline_stage text check (baseline_stage in ('trained', 'pruned'));
update comparison set
  phase = variant.phase,
  step = variant.step,
  stage = variant.stage,
  baseline_phase = baseline.phase,
  baseline_step = baseline.step,
  baseline_stage = baseline.stage
from variant, variant baseline
where variant.id = comparison.variant and baseline.id = comparison.baseline;

-- What no plan measures can never be compared.
delete from comparison where phase is null or baseline_phase is null;

alter table comparison_result
  add column phase integer,
  add column step integer,
  add column stage text;
update comparison_result set
  phase = comparison.phase, step = comparison.step, stage = comparison.stage
from comparison where comparison.variant = comparison_result.variant;

alter table comparison_result
  drop constraint comparison_result_variant_fkey,
  drop constraint comparison_result_pkey;
alter table comparison
  drop constraint comparison_pkey,
  alter column phase set not null,
  alter column step set not null,
  alter column stage set not null,
  alter column baseline_phase set not null,
  alter column baseline_step set not null,
  alter column baseline_stage set not null,
  add primary key (variant, phase, step, stage);
alter table comparison_result
  add primary key (variant, phase, step, stage),
  add foreign key (variant, phase, step, stage) references comparison;

drop index comparison_by_baseline;
create index comparison_by_baseline
  on comparison (baseline, baseline_phase, baseline_step, baseline_stage);
drop index comparison_due;
create index comparison_due
  on comparison (variant, phase, step, stage) where revision > computed_revision;

-- Results from before are of the comparison's first definition: the service computes them again.
alter table comparison_result
  add column definition integer not null default 1,
  add column pies bit varying,
  add column class_pies integer[],
  add column pie_true_label smallint[],
  add column pie_dense_label smallint[],
  add column pie_pruned_label smallint[],
  add column pie_count integer[],
  add column dense_agreement real[],
  add column pruned_agreement real[],
  add column dense_q real[],
  add column pruned_q real[],
  add column dense_depth_final_prediction real[],
  add column pruned_depth_final_prediction real[],
  add column dense_depth_true_label real[],
  add column pruned_depth_true_label real[];
alter table comparison_result alter column definition drop default;

-- PIE counts and mean taxicab distance of rearranged networks. Equal votes to the smallest label but for floor_largest.
create table comparison_resampling (
  variant text not null,
  phase integer not null,
  step integer not null,
  stage text not null,
  floor_arrangements integer not null,
  floor_exhaustive boolean not null,
  floor_mean double precision not null,
  floor_low double precision not null,
  floor_high double precision not null,
  floor_p double precision not null,
  floor_largest_mean double precision not null,
  floor_largest_low double precision not null,
  floor_largest_high double precision not null,
  floor_largest_p double precision not null,
  floor_taxicab_mean double precision not null,
  floor_taxicab_low double precision not null,
  floor_taxicab_high double precision not null,
  floor_taxicab_p double precision not null,
  disjoint_splits integer,
  disjoint_networks integer,
  disjoint_dense_mean double precision,
  disjoint_dense_low double precision,
  disjoint_dense_high double precision,
  disjoint_pruned_mean double precision,
  disjoint_pruned_low double precision,
  disjoint_pruned_high double precision,
  bootstrap_resamples integer,
  bootstrap_mean double precision,
  bootstrap_low double precision,
  bootstrap_high double precision,
  primary key (variant, phase, step, stage),
  foreign key (variant, phase, step, stage) references comparison
);

-- Means over networks of means over samples, one row each; number is their order.
create table comparison_estimate (
  variant text not null,
  phase integer not null,
  step integer not null,
  stage text not null,
  number integer not null,
  quantity text not null,
  label smallint,
  subset text not null,
  side text not null,
  n integer not null,
  mean double precision not null,
  sd double precision,
  low double precision,
  high double precision,
  samples integer not null,
  sd_over_samples double precision,
  primary key (variant, phase, step, stage, number),
  foreign key (variant, phase, step, stage) references comparison
);
