-- Every answer is kept, its features only of a sample. SQLite cannot take back a `not null`, so the table is copied.

create table serving_prediction_wide (
  id text primary key,
  model text not null,
  version integer not null,
  at ${instant} not null,
  request_key text,                       -- the client's idempotency key
  inputs text,                            -- JSON; null when its features were not sampled
  label text,
  value double precision,
  probabilities text,                     -- JSON
  protocol text,                          -- named, v2, grpc, invocations; null before this migration
  alias text,                             -- that led to the version; null when it was asked by its number
  micros bigint                           -- from request to answer
);
insert into serving_prediction_wide (id, model, version, at, request_key, inputs, label, value, probabilities)
  select id, model, version, at, request_key, inputs, label, value, probabilities from serving_prediction;
drop table serving_prediction;
alter table serving_prediction_wide rename to serving_prediction;
create unique index serving_prediction_key on serving_prediction (model, request_key);
create index serving_prediction_at on serving_prediction (model, at);

-- Answers without features, many in one row: at thousands a second, a row for each would cost more than the answer.
create table serving_prediction_block (
  id ${identity},
  model text not null,
  version integer not null,
  first_id text not null,                 -- ids rise with machine time; at most 10 seconds lie between the two
  last_id text not null,
  starts ${instant} not null,             -- business time of the first and of the last answer
  ends ${instant} not null,
  row_count integer not null,
  content ${bytes} not null
);
create index serving_prediction_block_ids on serving_prediction_block (last_id);
create index serving_prediction_block_ends on serving_prediction_block (model, ends);
