-- Which checkpoints are there, and what has to be known to say which of them nothing needs.

-- Experiments from before this migration keep all: where their branches begin is not known here.
alter table experiment
  add column checkpoints text not null default 'ALL' check (checkpoints in ('FINAL', 'ALL'));
alter table experiment alter column checkpoints drop default;

-- Of a branch: the variant whose runs it begins from, and the position there.
alter table variant
  add column fork_trunk text references variant deferrable initially deferred,
  add column fork_at text,
  add check ((fork_trunk is null) = (fork_at is null));

-- Keys of the newest checkpoint and of the one that a branch began from; when to look for
-- checkpoints that nothing needs: null where nothing has changed since the last look.
alter table run
  add column last_key text,
  add column fork_key text,
  add column sweep_at timestamptz;
create index run_to_sweep on run (sweep_at) where sweep_at is not null;
create index variant_by_trunk on variant (fork_trunk) where fork_trunk is not null;

create table checkpoint (
  key text primary key,
  run text not null references run,
  attempt integer not null,
  position text not null,
  sha256 text not null,
  bytes bigint not null,
  -- Null while it is there.
  deleted_at timestamptz
);
create index checkpoint_by_run on checkpoint (run);
