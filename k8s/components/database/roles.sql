-- PostgreSQL roles of Prunescope, so that each service and each person may do what they have to and no more. On Kubernetes
-- the database is made with them. Elsewhere, once by a superuser, before the services start for the first time, in their
-- database: psql -d prunescope -f k8s/components/database/roles.sql
-- then give each a password (\password prunescope_gateway, ...) and each service its own in
-- QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD. Trainer and pruner use no database.

create role prunescope_gateway login;
create role prunescope_metrics login;
-- For people and notebooks.
create role prunescope_reader login;
-- For whatever scales the trainers (docs/adr/0022).
create role prunescope_autoscaler login;

-- Each service owns its schema and migrates it.
create schema gateway authorization prunescope_gateway;
create schema metrics authorization prunescope_metrics;
create schema results authorization prunescope_metrics;

-- Metrics' migrations ask for the schema results, which PostgreSQL checks though it is there.
do $$
begin
  execute format('grant create on database %I to prunescope_metrics', current_database());
  -- Temporary tables are for services.
  execute format('revoke temporary on database %I from public', current_database());
  execute format('grant temporary on database %I to prunescope_gateway, prunescope_metrics', current_database());
end $$;

-- The views that metrics publishes, those to come included, and nothing else of its.
grant usage on schema results to prunescope_gateway, prunescope_reader;
alter default privileges for role prunescope_metrics in schema results
  grant select on tables to prunescope_gateway, prunescope_reader;

-- The gateway's one view among them, outstanding segments.
grant create on schema results to prunescope_gateway;
grant usage on schema results to prunescope_autoscaler;
alter default privileges for role prunescope_gateway in schema results
  grant select on tables to prunescope_reader, prunescope_autoscaler;
