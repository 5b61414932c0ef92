-- What one update of each phase costs, in millions of multiply-adds: new runs are placed by the cost
-- that partitions still hold. Of variants that were planned before, the plan alone says it; they count
-- as WRN-16-2 by cross-entropy in batches of 128, which bears on the balance of new runs only.
alter table variant add column update_costs bigint[];
update variant set update_costs = array_fill(38800::bigint, array[cardinality(phase_updates)]);
alter table variant alter column update_costs set not null;
