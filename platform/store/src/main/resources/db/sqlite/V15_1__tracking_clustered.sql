-- What a run logged lies together, in the order of its primary key, without a second tree of row numbers: a run is read
-- from a page or two, and a batch of metrics changes half as many pages.

create table registry_run_param_clustered (
  run_id text not null,
  key text not null,
  value text not null,
  primary key (run_id, key)
) without rowid;
insert into registry_run_param_clustered select run_id, key, value from registry_run_param order by run_id, key;
drop table registry_run_param;
alter table registry_run_param_clustered rename to registry_run_param;

create table registry_run_tag_clustered (
  run_id text not null,
  key text not null,
  value text not null,
  primary key (run_id, key)
) without rowid;
insert into registry_run_tag_clustered select run_id, key, value from registry_run_tag order by run_id, key;
drop table registry_run_tag;
alter table registry_run_tag_clustered rename to registry_run_tag;

create table registry_metric_clustered (
  run_id text not null,
  key text not null,
  millis bigint not null,
  step bigint not null,
  value double precision not null,
  is_nan boolean not null,
  primary key (run_id, key, millis, step, value, is_nan)
) without rowid;
insert into registry_metric_clustered select run_id, key, millis, step, value, is_nan from registry_metric
  order by run_id, key, millis, step, value, is_nan;
drop table registry_metric;
alter table registry_metric_clustered rename to registry_metric;

create table registry_latest_metric_clustered (
  run_id text not null,
  key text not null,
  step bigint not null,
  millis bigint not null,
  value double precision not null,
  is_nan boolean not null,
  primary key (run_id, key)
) without rowid;
insert into registry_latest_metric_clustered select run_id, key, step, millis, value, is_nan from registry_latest_metric
  order by run_id, key;
drop table registry_latest_metric;
alter table registry_latest_metric_clustered rename to registry_latest_metric;
create index registry_latest_metric_value on registry_latest_metric (key, value);

-- A search for a value that few runs have begins with them.
create index registry_run_param_value on registry_run_param (key, substr(value, 1, 64));
create index registry_run_tag_value on registry_run_tag (key, substr(value, 1, 64));
