-- One folder for SQLite and PostgreSQL; what differs is a placeholder. Table names begin with their room,
-- and only that room reads or writes them. "at" columns are business time, "started" and "ended" machine time.

create table data_dataset_version (
  id ${identity},
  dataset text not null,
  number integer not null,
  state text not null,                    -- STAGED, PUBLISHED
  snapshot_id bigint,
  at ${instant} not null,
  message text not null,
  contract text not null,                 -- id@version
  contract_digest text not null,
  row_count bigint not null,
  rejected_count bigint not null,
  file text not null,                     -- logical name of the data file
  digest text not null,                   -- of the content
  bytes bigint not null,
  quarantine_digest text,                 -- blob of rejected rows with their reasons
  checks text not null,                   -- JSON: results by rule
  unique (dataset, number)
);

create table registry_model_version (
  id ${identity},
  model text not null,
  number integer not null,
  at ${instant} not null,
  description text not null,              -- JSON: signature, features, target, format, digests
  artifact_digest text not null,
  profile_digest text,
  dataset text not null,                  -- dataset@version that it was trained on
  pipeline_run text,
  code text not null,
  seed bigint not null,
  parameters text not null,               -- JSON
  metrics text not null,                  -- JSON
  unique (model, number)
);

create table registry_alias_move (
  id ${identity},
  model text not null,
  alias text not null,
  number integer not null,
  at ${instant} not null,
  actor text not null,
  reason text not null
);
create index registry_alias_move_newest on registry_alias_move (model, alias, id);

create table pipelines_run (
  id text primary key,
  pipeline text not null,
  definition_digest text not null,
  subject text not null,                  -- the model it works for
  state text not null,
  cause text not null,
  parameters text not null,               -- JSON
  at ${instant} not null,
  started ${instant} not null,
  ended ${instant},
  message text not null
);
create index pipelines_run_subject on pipelines_run (subject, at);

create table pipelines_step (
  run_id text not null,
  name text not null,
  position integer not null,
  state text not null,
  epoch integer not null,
  output text,                            -- JSON
  message text not null,
  started ${instant},
  ended ${instant},
  primary key (run_id, name)
);

create table pipelines_definition (
  digest text primary key,
  name text not null,
  definition text not null                -- canonical JSON
);

create table serving_prediction (
  id text primary key,
  model text not null,
  version integer not null,
  at ${instant} not null,
  request_key text,                       -- the client's idempotency key
  inputs text not null,                   -- JSON
  label text,
  value double precision,
  probabilities text                      -- JSON
);
create unique index serving_prediction_key on serving_prediction (model, request_key);
create index serving_prediction_at on serving_prediction (model, at);

create table serving_feedback (
  prediction_id text primary key,
  model text not null,
  at ${instant} not null,
  truth_label text,
  truth_value double precision
);
create index serving_feedback_at on serving_feedback (model, at);

create table monitoring_window (
  id ${identity},
  model text not null,
  version integer not null,
  kind text not null,                     -- DRIFT, PERFORMANCE
  starts ${instant} not null,
  ends ${instant} not null,
  at ${instant} not null,                 -- when it was closed
  row_count bigint not null,
  result text not null                    -- JSON
);
create index monitoring_window_newest on monitoring_window (model, kind, starts);

create table monitoring_alert (
  id ${identity},
  model text not null,
  kind text not null,
  subject text not null,
  severity text not null,
  text text not null,
  window_starts ${instant} not null,
  opened_at ${instant} not null,
  closed_at ${instant}
);
create index monitoring_alert_open on monitoring_alert (model, opened_at);

create table automation_decision (
  id text primary key,
  model text not null,
  at ${instant} not null,
  kind text not null,                     -- TRAIN, PROMOTE
  outcome text not null,
  headline text not null,                 -- in plain words
  detail text not null                    -- JSON: trigger, data, gates, next
);
create index automation_decision_at on automation_decision (model, at);

create table automation_replay (
  model text primary key,
  project text not null,                  -- digest of the project's files and options: a resume needs the same
  seed bigint not null,
  done_until ${instant} not null,         -- everything before it is complete
  finished boolean not null,
  progress text not null                  -- JSON: the table so far
);

create table scheduled_tasks (
  task_name text not null,
  task_instance text not null,
  task_data ${bytes},
  execution_time ${instant} not null,
  picked boolean not null,
  picked_by text,
  last_success ${instant},
  last_failure ${instant},
  consecutive_failures integer,
  last_heartbeat ${instant},
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance)
);
create index scheduled_tasks_execution_time on scheduled_tasks (execution_time);
create index scheduled_tasks_last_heartbeat on scheduled_tasks (last_heartbeat);
create index scheduled_tasks_priority on scheduled_tasks (priority desc, execution_time asc);
