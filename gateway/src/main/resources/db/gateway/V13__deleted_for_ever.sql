-- Every experiment that was deleted: of its runs trainers may store checkpoints when nothing else is known of it any more.
create table deleted_experiment (id text primary key);
insert into deleted_experiment select id from experiment where deleted_at is not null;
