-- Who changed what; rows are added and never touched again, which the triggers of db/sqlite and db/postgresql see to.
-- Ids have no gaps, and each digest is of its row and the digest before, so that a row that is altered or gone shows.

create table store_audit (
  id bigint primary key,
  at ${instant} not null,
  actor text not null,
  project text not null,
  action text not null,
  subject text not null,
  before_json text not null,
  after_json text not null,
  reason text not null,
  digest text not null
);
create index store_audit_subject on store_audit (subject, id);
create index store_audit_actor on store_audit (actor, id);
create index store_audit_action on store_audit (action, id);

-- One row: the end of the chain. Whoever adds an entry updates it first, so entries come one after another.
create table store_audit_head (
  id bigint primary key,
  entries bigint not null,
  digest text not null
);
insert into store_audit_head (id, entries, digest) values (1, 0, '');
