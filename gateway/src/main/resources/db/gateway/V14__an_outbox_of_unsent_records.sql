-- What was sent is removed. The index of what was not goes with its column.
delete from outbox where sent_at is not null;
alter table outbox drop column sent_at;
