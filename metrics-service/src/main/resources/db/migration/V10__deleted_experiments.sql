-- What was deleted stays so, whatever is still on its way of it.
create table deleted_experiment (
  id text primary key,
  deleted_at timestamptz not null
);
