-- A dataset is a row too: what holds for all of its versions, and what people say of it.

create table data_dataset (
  id ${identity},
  name text not null unique,
  project text not null,
  kind text not null,                     -- TABLE
  description text not null,
  contract text,                          -- YAML by which batches are checked that bring none
  created ${instant} not null,
  sketches text                           -- JSON: what the next profile is merged with, of the newest version
);
create index data_dataset_project on data_dataset (project, name);

insert into data_dataset (name, project, kind, description, created)
  select dataset, project, 'TABLE', '', at from data_dataset_version each_one
  where number = (select min(number) from data_dataset_version others where others.dataset = each_one.dataset);

-- A version's own list of data files: those with added <= number < removed. Nobody asks Iceberg for
-- it, so it outlives the snapshot. A file that comes back has a second row.

create table data_file (
  id ${identity},
  dataset text not null,
  path text not null,                     -- logical name
  sha256 text not null,
  size bigint not null,
  row_count bigint not null,
  position bigint not null,               -- rows are read by it, then by path
  added integer not null,
  removed integer
);
create index data_file_live on data_file (dataset, removed, added);
create index data_file_path on data_file (path);

insert into data_file (dataset, path, sha256, size, row_count, position, added)
  select dataset, file, digest, bytes, row_count, number, number from data_dataset_version;

alter table data_dataset_version drop column file;
alter table data_dataset_version add column operation text not null default 'APPEND';
alter table data_dataset_version add column parent integer;
alter table data_dataset_version add column removed_count bigint not null default 0;
alter table data_dataset_version add column total_rows bigint not null default 0;
alter table data_dataset_version add column total_bytes bigint not null default 0;
alter table data_dataset_version add column total_files integer not null default 0;
-- Empty in a row of before: the next start asks Iceberg, and then digest is of the whole version.
alter table data_dataset_version add column schema_json text;
alter table data_dataset_version add column profile text;
alter table data_dataset_version add column sketches text;
alter table data_dataset_version add column source_uri text not null default '';
alter table data_dataset_version add column source_query text not null default '';
alter table data_dataset_version add column watermark text not null default '';
alter table data_dataset_version add column pipeline_run text not null default '';
alter table data_dataset_version add column code_commit text not null default '';
alter table data_dataset_version add column made_by text not null default '';
alter table data_dataset_version add column made ${instant};
alter table data_dataset_version add column description text not null default '';
alter table data_dataset_version add column staged_by text not null default '';
alter table data_dataset_version add column idempotency_key text;

update data_dataset_version set
  parent = (select max(number) from data_dataset_version before
            where before.dataset = data_dataset_version.dataset and before.number < data_dataset_version.number),
  total_rows = (select sum(row_count) from data_dataset_version until
                where until.dataset = data_dataset_version.dataset and until.number <= data_dataset_version.number),
  total_bytes = (select sum(bytes) from data_dataset_version until
                 where until.dataset = data_dataset_version.dataset and until.number <= data_dataset_version.number),
  total_files = (select count(*) from data_dataset_version until
                 where until.dataset = data_dataset_version.dataset and until.number <= data_dataset_version.number);

-- One publish of a dataset at a time, over all nodes.
create unique index data_dataset_version_staged on data_dataset_version (dataset) where state = 'STAGED';
create unique index data_dataset_version_key on data_dataset_version (dataset, idempotency_key);
create index data_dataset_version_at on data_dataset_version (dataset, at);

create table data_alias (
  id ${identity},
  dataset text not null,
  alias text not null,
  number integer not null,
  unique (dataset, alias)
);

-- Of a version, or by number 0 of the dataset.

create table data_tag (
  id ${identity},
  dataset text not null,
  number integer not null,
  tag text not null,
  value text not null,
  unique (dataset, number, tag)
);

-- Files that no version needs, and when they may go.

create table data_doomed (
  id ${identity},
  dataset text not null,
  path text not null unique,
  reason text not null,
  due ${instant} not null
);
