-- What is measured of checkpoints and populations. Schema metrics, owned by the metrics service.

create table data_set (
  sha256 text primary key,
  classes text[] not null,
  test_labels smallint[] not null
);

create table experiment (
  id text primary key,
  name text not null,
  data_set text not null,
  registered_at timestamptz not null default now()
);

create table variant (
  id text primary key,
  experiment text not null references experiment,
  name text not null,
  ordinal integer not null,
  objective text not null,
  pruning_plan text not null,
  sparsity double precision not null,
  baseline text references variant,
  -- Last measured position: where the population of the variant is compared. Null: never measured.
  phase integer,
  step integer,
  stage text check (stage in ('trained', 'pruned')),
  unique (experiment, name)
);
create index variant_by_baseline on variant (baseline);

create table run (
  id text primary key,
  variant text not null references variant,
  seed bigint not null,
  unique (variant, seed)
);

create table measurement (
  id bigint generated always as identity primary key,
  run text not null references run,
  attempt integer not null,
  phase integer not null,
  step integer not null,
  stage text not null check (stage in ('trained', 'pruned')),
  checkpoint text not null,
  measured_at timestamptz not null,
  duration_millis bigint not null,
  accuracy double precision not null,
  loss double precision not null,
  sparsity double precision not null,
  scored_samples integer not null,
  mean_q double precision,
  mean_z double precision,
  mean_l1 double precision,
  support_samples integer,
  mean_depth_final_prediction double precision,
  mean_depth_true_label double precision,
  class_recall double precision[] not null,
  predicted_label smallint[] not null,
  confidence real[] not null,
  q double precision[] not null,
  z double precision[] not null,
  l1 double precision[] not null,
  depth_final_prediction smallint[],
  depth_true_label smallint[],
  unique (run, attempt, phase, step, stage)
);

create table failed_measurement (
  run text not null,
  attempt integer not null,
  phase integer not null,
  step integer not null,
  stage text not null check (stage in ('trained', 'pruned')),
  reason text not null,
  detail text not null,
  failed_at timestamptz not null,
  primary key (run, attempt, phase, step, stage)
);

-- A comparison is due while its revision is ahead of the one that was last computed.
create table comparison (
  variant text primary key references variant,
  baseline text not null references variant,
  revision bigint not null default 0,
  computed_revision bigint not null default 0
);
create index comparison_by_baseline on comparison (baseline);
create index comparison_due on comparison (variant) where revision > computed_revision;

-- The numbers of a comparison; none where no seed is present on both sides.
create table comparison_result (
  variant text primary key references comparison,
  computed_at timestamptz not null,
  seeds bigint[] not null,
  pies_smallest_label integer not null,
  pies_largest_label integer not null,
  mean_taxicab double precision not null,
  accuracy_difference double precision not null,
  accuracy_difference_sd double precision,
  accuracy_difference_low double precision,
  accuracy_difference_high double precision,
  dense_accuracy double precision not null,
  pruned_accuracy double precision not null,
  dense_accuracy_on_pies double precision,
  pruned_accuracy_on_pies double precision,
  dense_accuracy_on_others double precision,
  pruned_accuracy_on_others double precision,
  dense_mean_q double precision,
  pruned_mean_q double precision,
  dense_mean_depth_final_prediction double precision,
  pruned_mean_depth_final_prediction double precision,
  dense_mean_depth_true_label double precision,
  pruned_mean_depth_true_label double precision,
  dense_label_smallest smallint[] not null,
  dense_label_largest smallint[] not null,
  pruned_label_smallest smallint[] not null,
  pruned_label_largest smallint[] not null,
  taxicab double precision[] not null,
  dense_recall double precision[] not null,
  pruned_recall double precision[] not null,
  recall_difference double precision[] not null,
  recall_t double precision[] not null,
  recall_p double precision[] not null,
  recall_adjusted_p double precision[] not null
);

-- The values of Student's t above which 2.5 % lie; filled by the next migration.
create table student_t (
  degrees_of_freedom integer primary key,
  quantile double precision not null
);

-- The networks that stand for a variant: the newest attempt of each run, at the variant's last
-- measured position.
create view population_member as
select distinct on (measurement.run)
  measurement.*, run.variant, run.seed
from measurement
join run on run.id = measurement.run
join variant
  on variant.id = run.variant
  and variant.phase = measurement.phase
  and variant.step = measurement.step
  and variant.stage = measurement.stage
order by measurement.run, measurement.attempt desc;
