-- The gateway's one view in the published schema: what the number of trainers is chosen by. Metrics migrates into that
-- schema too, possibly at the same moment; where a role for each service has been made, the schema is there already, and
-- this one has no right to make it.
do $$
begin
  if to_regnamespace('results') is null then
    create schema results;
  end if;
exception
  when duplicate_schema or unique_violation then null;
end $$;

create or replace view results.v1_outstanding_segments as
select
  run.experiment,
  variant.name as variant,
  run.seed,
  run.partition,
  run.progressed_at as since
from run
join variant on variant.id = run.variant
where run.decided = 'TRAINING';

comment on view results.v1_outstanding_segments is
  'Runs of which a segment waits for a trainer or is trained: so many trainings side by side have something to do.';
comment on column results.v1_outstanding_segments.experiment is 'Id of the experiment.';
comment on column results.v1_outstanding_segments.variant is 'Name of the variant.';
comment on column results.v1_outstanding_segments.seed is 'Seed of the run.';
comment on column results.v1_outstanding_segments.partition is
  'Partition of the run on every topic; at most one segment of a partition is trained at a time.';
comment on column results.v1_outstanding_segments.since is 'When the run last got further.';
