-- What leaves the process: rows are written with the change that they tell of, and carried later.

create table store_outbox (
  id ${identity},
  delivery text not null unique,
  recipient text not null,
  kind text not null,
  body text not null,
  state text not null,
  attempts integer not null,
  created ${instant} not null,
  changed ${instant} not null,
  status integer not null,
  note text not null
);
create index store_outbox_recipient on store_outbox (recipient, id);
create index store_outbox_state on store_outbox (state, changed);

-- The outbox has a queue of its own: a receiver that does not answer must not hold up pipelines.
create table store_outbox_work (
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
create index store_outbox_work_execution_time on store_outbox_work (execution_time);
create index store_outbox_work_last_heartbeat on store_outbox_work (last_heartbeat);
create index store_outbox_work_priority on store_outbox_work (priority desc, execution_time asc);

-- Who is told of what. A secret is sealed by a key that is not in the database.
create table registry_webhook (
  id ${identity},
  webhook text not null unique,
  project text not null,
  form text not null,
  name text not null,
  description text not null,
  url text not null,
  is_active boolean not null,
  sealed_secret text not null,
  created_millis bigint not null,
  updated_millis bigint not null
);
create index registry_webhook_project on registry_webhook (project, id);

create table registry_webhook_event (
  webhook text not null references registry_webhook (webhook) on delete cascade,
  event text not null,
  primary key (webhook, event)
);
create index registry_webhook_event_event on registry_webhook_event (event);
