-- The order in which checkpoints were announced: of several at one position of one attempt, the
-- first was measured.
alter table checkpoint add column announced bigint generated always as identity;

-- When it was asked for again; null where that is answered.
alter table measurement add column asked_at timestamptz;
create index measurement_asked on measurement (run) where asked_at is not null;
