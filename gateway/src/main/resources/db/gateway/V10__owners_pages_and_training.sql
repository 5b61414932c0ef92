-- Who submitted it; null where the gateway asked nobody: then it is everybody's who may use the gateway.
alter table experiment add column owner text;

-- An Idempotency-Key is its owner's: another's may be called the same.
alter table submission_key
  add column owner text,
  drop constraint submission_key_pkey,
  add constraint submission_key_by_owner unique nulls not distinct (owner, key);

-- Experiments are paged by age, and told apart by whether a run of theirs is still to end.
create index experiment_by_age on experiment (submitted_at desc, id desc);
create index run_unfinished_by_experiment on run (experiment)
  where state not in ('MEASURED', 'FAILED', 'CANCELLED', 'BLOCKED', 'MEASUREMENT_FAILED');

-- An experiment's checkpoints are counted as they come and go: there are hundreds for each run.
alter table run
  add column checkpoints_kept bigint not null default 0,
  add column kept_bytes bigint not null default 0,
  add column checkpoints_deleted bigint not null default 0,
  add column deleted_bytes bigint not null default 0;
update run set
    checkpoints_kept = c.kept,
    kept_bytes = c.kept_bytes,
    checkpoints_deleted = c.deleted,
    deleted_bytes = c.deleted_bytes
  from (
    select run,
      count(*) filter (where deleted_at is null) as kept,
      coalesce(sum(bytes) filter (where deleted_at is null), 0) as kept_bytes,
      count(deleted_at) as deleted,
      coalesce(sum(bytes) filter (where deleted_at is not null), 0) as deleted_bytes
    from checkpoint group by run) c
  where c.run = run.id;

-- Checkpoints are handed out by what they hold.
create index checkpoint_by_content on checkpoint (sha256);

-- How each segment trained: a run's curve between its measurements.
create table training (
  run text not null references run on delete cascade,
  attempt integer not null,
  phase integer not null,
  -- Updates made in the phase, at the segment's end.
  step integer not null,
  loss double precision not null,
  learning_rate double precision not null,
  images_per_second double precision not null,
  primary key (run, attempt, phase, step)
);
