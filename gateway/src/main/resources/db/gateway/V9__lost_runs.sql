-- What the watchdog has done about a run that was lost on the way.

alter table run
  -- How often it was re-driven since it last got further.
  add column redriven integer not null default 0,
  -- Whether it was re-driven as often as it may be, and nothing came of it.
  add column stalled boolean not null default false;
