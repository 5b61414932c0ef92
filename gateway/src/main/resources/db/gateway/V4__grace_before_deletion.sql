-- A checkpoint goes once nothing has needed it for a while.
alter table checkpoint add column needless_since timestamptz;
