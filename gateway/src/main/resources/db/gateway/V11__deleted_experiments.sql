-- When somebody deleted it: it is gone for everybody, and removed in the background.
alter table experiment add column deleted_at timestamptz;
create index experiment_deleted on experiment (deleted_at) where deleted_at is not null;
