-- What was submitted, what was planned and where each run stands. Schema gateway, owned by the
-- gateway.

create table experiment (
  id text primary key,
  name text not null,
  submitted_at timestamptz not null,
  request text not null,
  plan_key text not null,
  plan_sha256 text not null,
  plan_bytes bigint not null,
  events bigint not null
);

create table variant (
  id text primary key,
  experiment text not null references experiment,
  name text not null,
  ordinal integer not null,
  phase_updates integer[] not null,
  shared_updates bigint not null,
  measured text[] not null,
  unique (experiment, name)
);

create table run (
  id text primary key,
  experiment text not null references experiment,
  variant text not null references variant,
  seed bigint not null,
  ordinal integer not null,
  partition integer not null,
  updates bigint not null,
  updates_made bigint not null,
  -- What the pruner says, and where on run-progress it said so.
  decided text not null,
  attempt integer not null,
  phase integer,
  step integer,
  stage text check (stage in ('TRAINED', 'PRUNED')),
  progress_offset bigint not null,
  -- What people see: the pruner's state and the measurements together.
  state text not null,
  reason text,
  detail text,
  blocked_by text,
  changed_at timestamptz not null,
  unique (variant, seed)
);
create index run_by_experiment on run (experiment, ordinal);
create index run_unfinished on run (partition)
  where state not in ('MEASURED', 'FAILED', 'CANCELLED', 'BLOCKED', 'MEASUREMENT_FAILED');

create table measurement (
  id bigint generated always as identity primary key,
  run text not null references run,
  position text not null,
  attempt integer not null,
  stored boolean not null,
  reason text,
  detail text,
  unique (run, position, attempt)
);

create table outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  partition integer not null,
  key text not null,
  value bytea not null,
  created_at timestamptz not null,
  sent_at timestamptz
);
create index outbox_unsent on outbox (id) where sent_at is null;

-- Everything that changed, numbered within its experiment from 1 without gaps.
create table event (
  id bigint generated always as identity primary key,
  experiment text not null references experiment,
  n bigint not null,
  at timestamptz not null,
  body text not null,
  unique (experiment, n)
);
