-- Contents that no version names any more, and when they may go; and the blobs that hold contents, which nothing else
-- holds. Blobs of before are not listed: others may share them, so they stay.

alter table files_content add column due ${instant};
create index files_content_blob on files_content (blob);

create table files_blob (
  blob text not null primary key,
  size bigint not null,
  due ${instant},                         -- when to look whether contents still lie in it; empty: they do
  going integer not null                  -- 1: nothing may be added to it, its bytes may be gone
);
create index files_blob_due on files_blob (due);
