-- What a run is resumed from when the pruner has lost it, what was asked of it, and which submission
-- an Idempotency-Key stands for.

alter table run
  -- The rest of the references that last_key and fork_key begin.
  add column last_sha256 text,
  add column last_bytes bigint,
  add column fork_sha256 text,
  add column fork_bytes bigint,
  -- The newest attempts that were asked for and that were asked to stop; 0 for none.
  add column asked_attempt integer not null default 0,
  add column cancelled_attempt integer not null default 0,
  add column asked_at timestamptz,
  -- When the pruner last said something new of it, null while it has said nothing; how often the
  -- run was re-driven since it last got further; and whether that was given up.
  add column progressed_at timestamptz,
  add column redriven integer not null default 0,
  add column stalled boolean not null default false;
update run set progressed_at = changed_at where attempt > 0;
update run set last_sha256 = c.sha256, last_bytes = c.bytes
  from checkpoint c where c.key = run.last_key;
update run set fork_sha256 = c.sha256, fork_bytes = c.bytes
  from checkpoint c where c.key = run.fork_key;

-- Kept as long as the experiment.
create table submission_key (
  key text primary key,
  -- Digest of the body that came with it.
  body_sha256 text not null,
  experiment text not null references experiment on delete cascade deferrable initially deferred
);
create index submission_key_by_experiment on submission_key (experiment);
