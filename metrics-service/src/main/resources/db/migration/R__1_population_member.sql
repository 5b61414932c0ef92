-- The networks that stand for a variant: the newest attempt of each run, at the variant's last
-- measured position. Distinct by variant too, so that a query of one variant reads no other's rows.
-- Its last columns are measurement's, those of migrations 6, 8 and 11 included: this file changes with them.
create or replace view population_member as
select distinct on (run.variant, measurement.run)
  run.variant, run.seed, measurement.*
from measurement
join run on run.id = measurement.run
join variant
  on variant.id = run.variant
  and variant.phase = measurement.phase
  and variant.step = measurement.step
  and variant.stage = measurement.stage
order by run.variant, measurement.run, measurement.attempt desc;
