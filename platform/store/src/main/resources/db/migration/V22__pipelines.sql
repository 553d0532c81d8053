-- Pipelines that are deployed, their runs in full, and what runs leave behind.

alter table pipelines_run add column retry_of text;
alter table pipelines_run add column part text;
alter table pipelines_run add column lane text not null default '';
alter table pipelines_run add column lane_max integer not null default 0;
alter table pipelines_run add column priority integer not null default 0;
alter table pipelines_run add column deadline ${instant};
alter table pipelines_run add column cancelled_by text;
create index pipelines_run_lane on pipelines_run (lane, state);
create index pipelines_run_pipeline on pipelines_run (project, pipeline, started);
create index pipelines_run_state on pipelines_run (state);

alter table pipelines_step add column attempt integer not null default 1;
alter table pipelines_step add column item text not null default '';
alter table pipelines_step add column item_index integer not null default -1;
alter table pipelines_step add column reason text not null default '';
alter table pipelines_step add column cached_from text;
create index pipelines_step_state on pipelines_step (state);

create table pipelines_attempt (
  run_id text not null,
  step text not null,
  attempt integer not null,
  epoch integer not null,
  node text not null,
  state text not null,
  message text not null,
  started ${instant} not null,
  ended ${instant},
  primary key (run_id, step, attempt, epoch)
);

create table pipelines_event (
  id ${identity},
  run_id text not null,
  at ${instant} not null,
  step text not null,                     -- empty for the run itself
  state text not null,
  detail text not null
);
create index pipelines_event_run on pipelines_event (run_id, id);

create table pipelines_log (
  run_id text not null,
  step text not null,
  attempt integer not null,
  part integer not null,
  at ${instant} not null,
  lines text not null,
  primary key (run_id, step, attempt, part)
);

create table pipelines_cache (
  cache_key text primary key,
  project text not null,
  pipeline text not null,
  step text not null,
  parts text not null,                    -- JSON: digest of each thing that the key is made of
  output text not null,                   -- JSON
  run_id text not null,
  at ${instant} not null
);
create index pipelines_cache_step on pipelines_cache (project, pipeline, step, at);

create table pipelines_lane (
  lane text primary key
);

create table pipelines_approval (
  run_id text not null,
  step text not null,
  role text not null,
  asked ${instant} not null,
  until ${instant},
  state text not null,
  decided_by text,
  decided ${instant},
  note text not null,
  primary key (run_id, step)
);

create table pipelines_pipeline (
  project text not null,
  name text not null,
  digest text not null,
  deployed ${instant} not null,
  deployed_by text not null,
  paused integer not null,
  last_fired ${instant},
  next_due ${instant},
  primary key (project, name)
);
create index pipelines_pipeline_due on pipelines_pipeline (next_due);

create table pipelines_trigger (
  project text not null,
  pipeline text not null,
  kind text not null,
  subject text not null,
  detail text not null,
  primary key (project, pipeline, kind, subject, detail)
);
create index pipelines_trigger_subject on pipelines_trigger (kind, subject);

create table pipelines_secret (
  project text not null,
  name text not null,
  sealed text not null,
  changed ${instant} not null,
  changed_by text not null,
  primary key (project, name)
);
