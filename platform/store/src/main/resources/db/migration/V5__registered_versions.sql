-- What MLflow's clients know of a version, beside what serving needs. The number of a deleted version is never given
-- again, so its row stays.

alter table registry_model_version add column source text not null default '';           -- as its client named it
alter table registry_model_version add column storage text not null default '';          -- where its files are, for clients
alter table registry_model_version add column artifact_owner text;                       -- whose files it is made of
alter table registry_model_version add column artifact_folder text;
alter table registry_model_version add column run_id text;
alter table registry_model_version add column run_link text not null default '';
alter table registry_model_version add column logged_model_id text;
alter table registry_model_version add column stage text not null default 'None';        -- None, Staging, Production, Archived
alter table registry_model_version add column note text not null default '';             -- what MLflow calls description
alter table registry_model_version add column user_name text not null default '';
alter table registry_model_version add column status_message text not null default '';   -- why it cannot be served
alter table registry_model_version add column updated_millis bigint not null default 0;
alter table registry_model_version add column is_draft boolean not null default false;   -- its description is completed by its first load
alter table registry_model_version add column is_deleted boolean not null default false;
create index registry_model_version_run on registry_model_version (run_id);
create index registry_model_version_owner on registry_model_version (artifact_owner);

insert into registry_model (name, description, created_millis, updated_millis)
  select distinct model, '', 0, 0 from registry_model_version;
