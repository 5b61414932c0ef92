-- How fast segments were trained here, the newest of each kind: what estimates rest on.

create table training_speed (
  id bigint generated always as identity primary key,
  -- The kind: an architecture as JSON, a way to learn, a batch size, threads per run.
  architecture text not null,
  learning text not null,
  batch_size integer not null,
  threads integer not null,
  -- The segment.
  run text not null,
  attempt integer not null,
  position text not null,
  images_per_second double precision not null check (images_per_second > 0),
  unique (run, attempt, position)
);
create index training_speed_by_kind
  on training_speed (architecture, learning, batch_size, threads, id);
