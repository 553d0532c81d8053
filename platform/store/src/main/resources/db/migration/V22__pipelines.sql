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

-- What starts a run by itself: each row at most one run, whoever finds it and however often.
create table pipelines_firing (
  id text primary key,                    -- the same happening has the same id
  project text not null,
  pipeline text not null,
  kind text not null,                     -- schedule, backfill, or a kind of trigger
  cause text not null,
  facts text not null,                    -- JSON: what parameters may be given by it
  part text,
  depth integer not null,                 -- how many triggers lie before it
  backfill text,
  at ${instant} not null,
  state text not null,                    -- WAITING, STARTED, REFUSED or CANCELLED
  run_id text,
  message text not null                   -- why it was refused
);
create index pipelines_firing_pipeline on pipelines_firing (project, pipeline, at);
create index pipelines_firing_run on pipelines_firing (run_id);
create index pipelines_firing_backfill on pipelines_firing (backfill, state);
create index pipelines_firing_state on pipelines_firing (state, at);

create table pipelines_backfill (
  id text primary key,
  project text not null,
  pipeline text not null,
  definition_digest text not null,
  since text not null,                    -- a date; the first of the stretches
  until text not null,                    -- a date; not among them any more
  which text not null,
  parallel integer not null,
  parts integer not null,
  asked ${instant} not null,
  asked_by text not null,
  cancelled_by text
);
create index pipelines_backfill_pipeline on pipelines_backfill (project, pipeline, asked);

-- Work that waits since before there were priorities is as urgent as most.
update scheduled_tasks set priority = 50 where priority is null;
update store_outbox_work set priority = 50 where priority is null;
create index pipelines_run_deadline on pipelines_run (deadline);
