-- Experiments, tracking runs and logged models, and what a registered model is besides its versions. Times named
-- "millis" are those of clients, in milliseconds since 1970; a metric that is no number is 0 with `is_nan`.

create table registry_experiment (
  id ${identity},
  name text not null unique,
  artifact_location text not null,        -- what its client wanted; a label, never a place of ours
  stage text not null,                    -- ACTIVE, DELETED
  created_millis bigint not null,
  updated_millis bigint not null
);
create index registry_experiment_created on registry_experiment (created_millis, id);
insert into registry_experiment (id, name, artifact_location, stage, created_millis, updated_millis)
  values (0, 'Default', '', 'ACTIVE', 0, 0);

create table registry_experiment_tag (
  experiment_id bigint not null,
  key text not null,
  value text not null,
  primary key (experiment_id, key)
);

create table registry_run (
  id text primary key,
  experiment_id bigint not null,
  name text not null,
  user_name text not null,
  status text not null,                   -- RUNNING, SCHEDULED, FINISHED, FAILED, KILLED
  stage text not null,                    -- ACTIVE, DELETED
  start_millis bigint not null,
  end_millis bigint
);
create index registry_run_experiment on registry_run (experiment_id, stage, start_millis desc, id);
create index registry_run_newest on registry_run (stage, start_millis desc, id);

create table registry_run_param (
  run_id text not null,
  key text not null,
  value text not null,
  primary key (run_id, key)
);

create table registry_run_tag (
  run_id text not null,
  key text not null,
  value text not null,
  primary key (run_id, key)
);

create table registry_metric (
  run_id text not null,
  key text not null,
  millis bigint not null,
  step bigint not null,
  value double precision not null,
  is_nan boolean not null,
  primary key (run_id, key, millis, step, value, is_nan)
);

-- The point of the greatest (step, millis, value) of a run's metric.
create table registry_latest_metric (
  run_id text not null,
  key text not null,
  step bigint not null,
  millis bigint not null,
  value double precision not null,
  is_nan boolean not null,
  primary key (run_id, key)
);
create index registry_latest_metric_value on registry_latest_metric (key, value);

create table registry_dataset (
  id ${identity},
  experiment_id bigint not null,
  name text not null,
  digest text not null,
  source_type text not null,
  source text not null,
  schema text,
  profile text,
  unique (experiment_id, name, digest)
);

create table registry_run_dataset (
  run_id text not null,
  dataset_id bigint not null,
  position integer not null,
  primary key (run_id, dataset_id)
);
create index registry_run_dataset_runs on registry_run_dataset (dataset_id, run_id);

create table registry_run_dataset_tag (
  run_id text not null,
  dataset_id bigint not null,
  key text not null,
  value text not null,
  primary key (run_id, dataset_id, key)
);

create table registry_logged_model (
  id text primary key,                    -- m-<32 hex>
  experiment_id bigint not null,
  name text not null,
  model_type text not null,
  source_run_id text,
  status text not null,                   -- PENDING, READY, UPLOAD_FAILED
  status_message text not null,
  is_deleted boolean not null,
  created_millis bigint not null,
  updated_millis bigint not null
);
create index registry_logged_model_experiment on registry_logged_model (experiment_id, created_millis desc, id);
create index registry_logged_model_run on registry_logged_model (source_run_id);

create table registry_logged_model_param (
  model_id text not null,
  key text not null,
  value text not null,
  primary key (model_id, key)
);

create table registry_logged_model_tag (
  model_id text not null,
  key text not null,
  value text not null,
  primary key (model_id, key)
);

-- The latest point of a metric that a run logged for a model, by the dataset it was measured on.
create table registry_logged_model_metric (
  model_id text not null,
  key text not null,
  run_id text not null,
  dataset_name text not null,             -- empty without a dataset
  dataset_digest text not null,
  step bigint not null,
  millis bigint not null,
  value double precision not null,
  is_nan boolean not null,
  primary key (model_id, key, run_id, dataset_name, dataset_digest)
);

-- Which logged models a run took in and brought out.
create table registry_run_model (
  run_id text not null,
  model_id text not null,
  direction text not null,                -- INPUT, OUTPUT
  step bigint not null,
  primary key (run_id, model_id, direction)
);
create index registry_run_model_runs on registry_run_model (model_id, run_id);

-- Files of runs and logged models. The bytes are blobs; a path is only a name here.
create table registry_artifact (
  owner text not null,                    -- a run's or a logged model's id
  path text not null,
  digest text not null,
  bytes bigint not null,
  stored_millis bigint not null,
  primary key (owner, path)
);

create table registry_model (
  name text primary key,
  description text not null,
  created_millis bigint not null,
  updated_millis bigint not null
);
create index registry_model_updated on registry_model (updated_millis, name);

create table registry_model_tag (
  model text not null,
  key text not null,
  value text not null,
  primary key (model, key)
);

create table registry_version_tag (
  model text not null,
  number integer not null,
  key text not null,
  value text not null,
  primary key (model, number, key)
);
