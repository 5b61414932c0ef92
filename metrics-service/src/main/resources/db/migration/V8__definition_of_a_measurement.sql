-- By which definition a row was measured; all rows from before this are of the first.
alter table measurement add column definition integer not null default 1;
