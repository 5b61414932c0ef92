-- Measurements that have begun and not come to an end: in work, or the process died of them.
create table measurement_start (
  run text not null,
  attempt integer not null,
  phase integer not null,
  step integer not null,
  stage text not null check (stage in ('trained', 'pruned')),
  starts integer not null,
  primary key (run, attempt, phase, step, stage)
);
