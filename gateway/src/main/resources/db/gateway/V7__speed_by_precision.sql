-- Speeds are told apart by the precision of training too; what was measured before was float32.

alter table training_speed add column precision text not null default 'FLOAT32';
alter table training_speed alter column precision drop default;

drop index training_speed_by_kind;
create index training_speed_by_kind
  on training_speed (architecture, learning, batch_size, threads, precision, id);
