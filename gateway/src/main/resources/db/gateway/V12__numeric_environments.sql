-- What runs were trained in: results are compared bit by bit within one environment alone, and a report names it.
-- Of runs that were trained before this migration nothing is known here.
create table run_environment (
  run text not null references run on delete cascade,
  device text not null,
  instruction_set text not null,
  library text not null,
  threads integer not null,
  primary key (run, device, instruction_set, library, threads)
);
