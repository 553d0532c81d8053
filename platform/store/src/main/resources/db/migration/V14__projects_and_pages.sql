-- One row: the key by which the places where pages go on are signed, the same for all nodes of this database.

create table store_page_seal (
  id bigint primary key,
  secret text not null
);
insert into store_page_seal (id, secret) values (1, ${secret});

-- What datasets and pipeline runs belong to. A dataset's versions have all the project of its first.

alter table data_dataset_version add column project text not null default 'default';
alter table pipelines_run add column project text not null default 'default';

-- Sign-ins that failed, for all nodes; ids are digests of who tried from where.

create table access_failure (
  id text primary key,
  failed integer not null,
  last_millis bigint not null,
  blocked_millis bigint not null
);
create index access_failure_last on access_failure (last_millis);
