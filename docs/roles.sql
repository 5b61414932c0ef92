-- PostgreSQL roles of Prunescope, so that each service and each person may do what they have to and no more.
-- Run once by a superuser, before the services start for the first time, in their database:
--   psql -d prunescope -f docs/roles.sql
-- then give each a password (\password prunescope_gateway, ...) and each service its own in
-- QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD. Trainer and pruner use no database.

create role prunescope_gateway login;
create role prunescope_metrics login;
-- For people and notebooks.
create role prunescope_reader login;

-- Each service owns its schema and migrates it.
create schema gateway authorization prunescope_gateway;
create schema metrics authorization prunescope_metrics;
create schema results authorization prunescope_metrics;

-- Metrics' migrations ask for the schema results, which PostgreSQL checks though it is there.
do $$
begin
  execute format('grant create on database %I to prunescope_metrics', current_database());
end $$;

-- The views that metrics publishes, those to come included, and nothing else of its.
grant usage on schema results to prunescope_gateway, prunescope_reader;
alter default privileges for role prunescope_metrics in schema results
  grant select on tables to prunescope_gateway, prunescope_reader;
