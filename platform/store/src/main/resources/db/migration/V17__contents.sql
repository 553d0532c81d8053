-- Where the content of a dataset's file lies: in a blob, alone or among others. A row says that whoever may read the dataset may read the content.

create table files_content (
  dataset text not null,
  digest ${bytes} not null,
  size bigint not null,
  blob text not null,
  position bigint not null,
  primary key (dataset, digest)
);
create index files_content_digest on files_content (digest);
